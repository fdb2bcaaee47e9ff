import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import { readPackages, repositoryRoot } from './scripts/workspace.mjs';

// Packages see each other through their built `dist`, as users do: build before testing.
const setupFiles = [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))];

/** Those that take longest, so that none of them is the last to begin and leaves one of two workers idle. */
const longest = [
  'crash',
  'plugin-commands',
  'simulated/second-half',
  'simulated/first-half',
  'composed-steps',
  'init',
  'template-workflows',
  'shipped-templates',
  'real-repositories',
  'processes',
];

class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import("vitest/node").TestSpecification[]} files
   */
  async sort(files) {
    const place = (/** @type {import('vitest/node').TestSpecification} */ { moduleId }) => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    // A process for every file: tests change their folder, start children and load native add-ons.
    pool: 'forks',
    maxWorkers: 2,
    // For what hangs. A machine that does other things as well takes three times as long as a quiet one, and nothing is wrong then.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
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
