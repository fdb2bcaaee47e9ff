import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { withLateImports } from './late-modules.mjs';
import { findPackage } from './package-of.mjs';

const helper = 'codomyrmex:true-place';

/** A library that nearly every command needs, and asks for late, can be in the bundle as well: it is run there no sooner. */
const lateYaml = /\bcreateRequire\d*\(codomyrmexPlace\.href\)\("yaml"\)/g;

/** Large, and needed by steps that speak HTTP alone. Only few commands would be slower without it than with it. */
const lateUndici = /\bimport\("undici"\)/g;

/** fdir asks for picomatch from its own place, and only for patterns, which tinyglobby matches without it. */
const indifferent = new Set(['fdir']);

/**
 * A module of another package says by `import.meta.url` where its own files are: workers, templates, packages that it needs.
 * In a bundle it goes on to mean the place in the installed package, which is looked up when it is asked for.
 * @returns {NonNullable<import('tsup').Options['esbuildPlugins']>[number]}
 */
export function truePlaces() {
  return {
    name: 'true-places',
    setup(build) {
      const own = process.cwd();
      const { dependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
      const reachable = new Set(Object.keys(dependencies));
      build.onResolve({ filter: new RegExp(`^${helper}$`) }, () => ({ path: helper, namespace: helper }));
      build.onLoad({ filter: /.*/, namespace: helper }, () => ({
        contents: `
          import { createRequire } from 'node:module';
          import { join } from 'node:path';
          import { pathToFileURL } from 'node:url';
          import { packageFolder } from ${JSON.stringify(resolve('src/kept-places.ts'))};
          export const truePlace = (name, path) => ({
            async load(library) {
              return createRequire(this.href)(library);
            },
            get href() {
              return pathToFileURL(join(packageFolder(name), path)).href;
            },
          });`,
        resolveDir: own,
        loader: 'js',
      }));
      build.onLoad({ filter: /\.(m?js|ts)$/ }, async ({ path }) => {
        const { folder, name } = findPackage(path);
        const isSource = path.endsWith('.ts');
        const text = isSource ? withLateImports(path, readFileSync(path, 'utf8')) : readFileSync(path, 'utf8');
        const loader = isSource ? 'ts' : 'js';
        if (folder === own || (!text.includes('import.meta') && !/import\(["']undici["']\)/.test(text))) {
          return isSource ? { contents: text, loader, resolveDir: dirname(path) } : undefined;
        }
        const { code: placed } = await build.esbuild.transform(text, {
          loader,
          target: 'esnext',
          define: { 'import.meta.url': 'codomyrmexPlace.href' },
        });
        const code = placed.replace(lateYaml, 'require("yaml")').replace(lateUndici, 'codomyrmexPlace.load("undici")');
        if (!code.includes('codomyrmexPlace.')) return { contents: code, loader: 'js', resolveDir: dirname(path) };
        if (indifferent.has(name)) return undefined;
        if (!reachable.has(name)) {
          return {
            errors: [{ text: `${path} has to know where it is, and ${name} is no dependency of this package` }],
          };
        }
        const place = `${JSON.stringify(name)}, ${JSON.stringify(placeIn(folder, path))}`;
        const head = `import { truePlace } from '${helper}';\nconst codomyrmexPlace = truePlace(${place});\n`;
        return { contents: `${head}${code}`, loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
}

/**
 * Every module of ours is built into one folder.
 * @param {string} folder @param {string} path
 */
function placeIn(folder, path) {
  const place = relative(folder, path).split(sep).join('/');
  return place.startsWith('src/') ? 'dist/index.js' : place;
}
