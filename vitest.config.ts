import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Packages see each other through their built `dist`, as users do: build before testing.
// fs.globSync does not exist in Node 20.
const folders = ['packages', 'plugins', 'examples'].flatMap((floor) =>
  existsSync(floor)
    ? readdirSync(floor)
        .map((name) => `${floor}/${name}`)
        .filter((folder) => existsSync(`${folder}/package.json`))
    : [],
);

export default defineConfig({
  test: {
    projects: folders.map((root) => ({
      extends: true,
      root,
      test: {
        name: JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).name as string,
        include: ['test/**/*.test.ts'],
        setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
        testTimeout: 30_000,
      },
    })),
  },
});
