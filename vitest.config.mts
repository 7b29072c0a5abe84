import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These run inside a real VS Code: `npm run test:vscode`, `npm run test:ui`.
    exclude: ['test/vscode/**', 'test/ui/**'],
  },
});
