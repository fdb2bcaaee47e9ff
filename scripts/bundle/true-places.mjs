import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { findPackage } from './package-of.mjs';

const helper = 'codomyrmex:true-place';

/** A library that nearly every command needs, and asks for late, can be in the bundle as well: it is run there no sooner. */
const lateYaml = /\bcreateRequire\d*\(codomyrmexPlace\.href\)\("yaml"\)/g;

/** Left installed, and required by the bundle itself: to find the package that asks for it would take longer than to load it. */
const lateSqlite = /\bcreateRequire\d*\(codomyrmexPlace\.href\)\("@codomyrmex\/sqlite-node20"\)/g;

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
          import { pathToFileURL } from 'node:url';
          export const truePlace = (name, path) => ({
            async load(library) {
              return createRequire(this.href)(library);
            },
            get href() {
              return new URL(path, pathToFileURL(createRequire(import.meta.url).resolve(name + '/package.json'))).href;
            },
          });`,
        loader: 'js',
      }));
      build.onLoad({ filter: /\.m?js$/ }, async ({ path }) => {
        const { folder, name } = findPackage(path);
        if (folder === own) return undefined;
        const text = readFileSync(path, 'utf8');
        if (!text.includes('import.meta') && !text.includes('import("undici")')) return undefined;
        const { code: placed } = await build.esbuild.transform(text, {
          define: { 'import.meta.url': 'codomyrmexPlace.href' },
        });
        const code = placed
          .replace(lateYaml, 'require("yaml")')
          .replace(lateSqlite, 'require("@codomyrmex/sqlite-node20")')
          .replace(lateUndici, 'codomyrmexPlace.load("undici")');
        if (!code.includes('codomyrmexPlace.')) return { contents: code, loader: 'js', resolveDir: dirname(path) };
        if (indifferent.has(name)) return undefined;
        if (!reachable.has(name)) {
          return {
            errors: [{ text: `${path} has to know where it is, and ${name} is no dependency of this package` }],
          };
        }
        const place = `${JSON.stringify(name)}, ${JSON.stringify(relative(folder, path).split(sep).join('/'))}`;
        const head = `import { truePlace } from '${helper}';\nconst codomyrmexPlace = truePlace(${place});\n`;
        return { contents: `${head}${code}`, loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
}
