import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, toNamespacedPath } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What `@codomyrmex/sqlite-node20` exports, or only its native part, from where it lies for this machine: to require the package,
 * which searches for it, takes seven times as long.
 * @throws what `require` does where it is not installed, or cannot be loaded.
 */
export function packagedSqlite(): unknown {
  // By `require`: the loader of ES modules takes as long as SQLite itself where nothing else has needed it.
  return nativePart() ?? createRequire(import.meta.url)('@codomyrmex/sqlite-node20');
}

/** `undefined` also where it was built on this machine: the package knows which one is meant. */
function nativePart(): unknown {
  const driver = installed('@codomyrmex/sqlite-node20', dirname(fileURLToPath(import.meta.url)));
  const folder = driver && installed('@photostructure/sqlite', driver);
  if (folder === undefined || existsSync(join(folder, 'build'))) return undefined;
  const libc = existsSync('/etc/alpine-release') ? 'musl' : 'glibc';
  const place = `prebuilds/${process.platform}-${process.arch}/@photostructure+sqlite.${libc}.node`;
  const addon: { readonly exports: unknown } = { exports: {} };
  try {
    process.dlopen(addon, toNamespacedPath(join(folder, place)));
  } catch {
    return undefined;
  }
  return addon.exports;
}

/** The folder of a package as modules in `from` find it, by names alone: `require` reads manifests on its way. */
function installed(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(place)) return realpathSync(place);
    if (folder === dirname(folder)) return undefined;
  }
}
