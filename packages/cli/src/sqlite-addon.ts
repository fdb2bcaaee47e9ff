import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, toNamespacedPath } from 'node:path';
import { forgetPlace, keptPlace } from './kept-places.ts';

/**
 * SQLite's native part for Node 20. Stands in the bundle for the store's function of this name, which looks for it at every start, as
 * long as it takes to load. Another system that shares the installation cannot load it, and looks again.
 */
export function packagedSqlite(): unknown {
  const key = `sqlite${libc()}`;
  try {
    return loaded(keptPlace(key, find));
  } catch {
    forgetPlace(key);
    return loaded(keptPlace(key, find));
  }
}

/** As `require` does it. To have one would take 1 ms here, and nothing else of a short command needs it. */
function loaded(file: string): unknown {
  const addon: { exports: unknown } = { exports: {} };
  process.dlopen(addon, toNamespacedPath(file));
  return addon.exports;
}

/** @throws Error when the optional package is not installed, or has no build for this machine. */
function find(require: NodeJS.Require): string {
  const driver = createRequire(require.resolve('@codomyrmex/sqlite-node20/package.json'));
  const sqlite = driver.resolve('@photostructure/sqlite/package.json');
  // Its only door, which has no types of its own.
  const { path } = createRequire(sqlite)('node-gyp-build') as { readonly path: (folder: string) => string };
  return path(dirname(sqlite));
}

/** As node-gyp-build tells them apart. */
const libc = (): string => (existsSync('/etc/alpine-release') ? '-musl' : '');
