// The program `codomyrmex` as few files: `tsup --config ../../scripts/bundle/tsup.config.mjs` in packages/cli.
// Loading 270 modules one by one was two thirds of the time that a command took (docs/decisions/0015-one-bundle.md).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';
import { inAscii } from './ascii.mjs';
import { keptAddon } from './kept-addon.mjs';
import { withoutChildren } from './late-requires.mjs';
import { licences } from './licences.mjs';
import { putTogether } from './parts.mjs';
import { truePlaces } from './true-places.mjs';

/** Plugins that need nothing beside the contract: what they run costs no second copy of it. `src/built-in-plugins.ts` says which. */
const bundledPlugins = Array.from(
  readFileSync('src/built-in-plugins.ts', 'utf8').matchAll(/near\('\w+', \(\) => import\('([^']+)'\)\)/g),
  ([, name]) => name ?? '',
);

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What is kept of the compiled program is named after the digest. @param {string} code */
function asScript(code) {
  const text = inAscii(code);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `/* ${digest} */${text}\n`;
}

/** @type {import('./parts.mjs').Esbuild} the bundler's own */
let esbuild;

const common = /** @type {const} */ ({
  target: 'node20.19',
  platform: 'node',
  outDir: 'dist',
  removeNodeProtocol: false,
  silent: true,
});

export default defineConfig([
  {
    ...common,
    entry: ['src/main.ts'],
    format: ['cjs'],
    splitting: false,
    noExternal: [/.*/],
    define: { 'import.meta.url': 'codomyrmexMain', codomyrmexVersion: JSON.stringify(version) },
    banner: { js: "const codomyrmexMain = require('node:url').pathToFileURL(__filename).href;" },
  },
  {
    ...common,
    entry: ['src/program.ts'],
    outDir: 'dist/parts',
    format: ['esm'],
    splitting: true,
    noExternal: [/.*/],
    define: { 'import.meta.url': 'codomyrmexHost.url' },
    // From the sources: of a package only those modules are run that a command needs.
    esbuildOptions: (options) => {
      options.conditions = ['@codomyrmex/source'];
    },
    esbuildPlugins: [
      {
        name: 'own-esbuild',
        setup(build) {
          esbuild = build.esbuild;
        },
      },
      {
        name: 'other-modules',
        setup(build) {
          const left = /^@codomyrmex\/plugin-/;
          build.onResolve({ filter: left }, ({ path }) =>
            bundledPlugins.includes(path) ? undefined : { path, external: true },
          );
          const promises = fileURLToPath(new URL('file-promises.mjs', import.meta.url));
          build.onResolve({ filter: /^node:fs\/promises$/ }, ({ importer, kind }) =>
            kind === 'import-statement' && importer.endsWith('.ts') ? { path: promises } : undefined,
          );
          // Its script asks for its parts in a way that no bundler follows.
          build.onResolve({ filter: /^jsonc-parser$/ }, ({ path, kind, resolveDir }) =>
            build.resolve(`${path}/lib/esm/main.js`, { kind, resolveDir }),
          );
        },
      },
      truePlaces(),
      withoutChildren(),
      keptAddon(),
      licences('dist/LICENSES.txt'),
    ],
    plugins: [
      {
        name: 'one-script',
        async buildEnd({ writtenFiles }) {
          await putTogether(
            { file: 'dist/program.cjs', finished: asScript },
            writtenFiles.map(({ name }) => name),
            esbuild,
          );
        },
      },
    ],
  },
]);
