// The program `codomyrmex` as few files: `tsup --config ../../scripts/bundle/tsup.config.mjs` in packages/cli.
// Loading 270 modules one by one was two thirds of the time that a command took (docs/decisions/0015-one-bundle.md).
import { createHash } from 'node:crypto';
import { defineConfig } from 'tsup';
import { inAscii } from './ascii.mjs';
import { withHostedImports } from './hosted-imports.mjs';
import { licences } from './licences.mjs';
import { truePlaces } from './true-places.mjs';

/** Plugins that need nothing beside the contract: what they run costs no second copy of it. */
const bundledPlugins = [
  'code',
  'filesystem',
  'git-operations',
  'http',
  'logging-monitoring',
  'performance',
  'python',
  'shell',
].map((name) => `@codomyrmex/plugin-${name}`);

/** What the loader runs: a script whose value is this function. */
const head = `(function (module, require, hostImport, codomyrmexProgram) {`;

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
    define: { 'import.meta.url': 'codomyrmexMain' },
    banner: { js: "const codomyrmexMain = require('node:url').pathToFileURL(__filename).href;" },
  },
  {
    ...common,
    entry: ['src/program.ts'],
    format: ['cjs'],
    splitting: false,
    noExternal: [/.*/],
    define: { 'import.meta.url': 'codomyrmexProgram' },
    esbuildPlugins: [
      {
        name: 'left-installed',
        setup(build) {
          const left = /^@codomyrmex\/(plugin-|sqlite-node20$)/;
          build.onResolve({ filter: left }, ({ path }) =>
            bundledPlugins.includes(path) ? undefined : { path, external: true },
          );
          // Its script asks for its parts in a way that no bundler follows.
          build.onResolve({ filter: /^jsonc-parser$/ }, ({ path, kind, resolveDir }) =>
            build.resolve(`${path}/lib/esm/main.js`, { kind, resolveDir }),
          );
        },
      },
      truePlaces(),
      licences(),
    ],
    plugins: [
      {
        name: 'kept-compiled',
        // What is kept of the compiled program is named after the digest.
        renderChunk: (code) => {
          const hosted = inAscii(withHostedImports(code));
          const digest = createHash('sha256').update(hosted).digest('hex').slice(0, 16);
          return { code: `/* ${digest} */${head}${hosted}\n});\n` };
        },
      },
    ],
  },
]);
