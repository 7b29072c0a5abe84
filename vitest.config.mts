import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The laws judge hundreds of states of a text, and the machine may be busy.
    testTimeout: 30_000,
    // These run inside a real VS Code: `npm run test:vscode`, `npm run test:ui`.
    exclude: ['test/vscode/**', 'test/ui/**'],
  },
});
