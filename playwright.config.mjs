// @ts-check
import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './scripts/workbench.mjs';

export default defineConfig({
  testDir: 'test/ui',
  testMatch: '*.spec.mts',
  outputDir: 'out/ui',
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'out/ui-results.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    launchOptions: chromiumOptions(),
  },
});
