import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @type {Map<string, { folder: string, name: string, license: unknown }>} by folder of a file */
const known = new Map();

/**
 * The package that a file belongs to: the nearest manifest above it that bears a name.
 * @param {string} file
 * @returns {{ folder: string, name: string, license: unknown }}
 */
export function findPackage(file) {
  const folder = dirname(file);
  const before = known.get(folder);
  if (before !== undefined) return before;
  const found = nameIn(folder) ?? findPackage(folder);
  known.set(folder, found);
  return found;
}

/** @param {string} folder */
function nameIn(folder) {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
  return name === undefined || version === undefined ? undefined : { folder, name, license };
}
