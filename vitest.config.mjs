import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { readPackages, repositoryRoot } from './scripts/workspace.mjs';

// Packages see each other through their built `dist`, as users do: build before testing.
const setupFiles = [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))];

export default defineConfig({
  test: {
    // A process for every file: tests change their folder, start children and load native add-ons.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    globalSetup: [fileURLToPath(new URL('vitest.global-setup.ts', import.meta.url))],
    projects: [
      ...readPackages(repositoryRoot).map(({ folder, name }) => ({
        extends: /** @type {const} */ (true),
        root: folder,
        test: { name, include: ['test/**/*.test.{ts,tsx}'], setupFiles },
      })),
      {
        extends: /** @type {const} */ (true),
        root: 'scripts',
        test: { name: 'scripts', include: ['test/**/*.test.mjs'], setupFiles },
      },
    ],
  },
});
