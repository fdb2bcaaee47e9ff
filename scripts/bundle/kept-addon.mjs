import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * SQLite for Node 20 in the bundle, but for its native part, which `src/sqlite-addon.ts` finds in the installed package.
 * @returns {NonNullable<import('tsup').Options['esbuildPlugins']>[number]}
 */
export function keptAddon() {
  return {
    name: 'kept-addon',
    setup(build) {
      const addon = resolve('src/sqlite-addon.ts');
      build.onResolve({ filter: /^node-gyp-build$/ }, () => ({ path: addon }));
      build.onResolve({ filter: /^@photostructure\/sqlite$/ }, ({ path, kind, resolveDir }) =>
        kind === 'require-call' ? undefined : build.resolve(path, { kind: 'require-call', resolveDir }),
      );
      // It would look for its own folder in the stack, where it stands no more.
      build.onLoad({ filter: /@photostructure[\\/]sqlite[\\/]dist[\\/]index\.cjs$/ }, ({ path }) => ({
        contents: `const __dirname = '';\n${readFileSync(path, 'utf8')}`,
        loader: 'js',
      }));
    },
  };
}
