import { resolve } from 'node:path';

/**
 * SQLite for Node 20 is found by `src/sqlite-addon.ts` in the installed package.
 * @returns {NonNullable<import('tsup').Options['esbuildPlugins']>[number]}
 */
export function keptAddon() {
  return {
    name: 'kept-addon',
    setup(build) {
      const addon = resolve('src/sqlite-addon.ts');
      build.onResolve({ filter: /[\\/]packaged-sqlite\.ts$/ }, () => ({ path: addon }));
    },
  };
}
