// node scripts/write-plugin-versions.mjs
// A plugin says its version in its code too, so that who bundles it or loads it from elsewhere still sees which one it is. This
// writes what package.json says, after `changeset version` changed it; the build refuses a plugin where the two differ. A plugin of a
// new version asks for the core that it is built with at least: the lower end of its peer range, which changesets leaves alone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPackages, repositoryRoot } from './workspace.mjs';

/** Where the version may stand, the first that is there: by itself when several files need it, else in the definition. */
const places = [
  { file: 'src/version.ts', line: /(?<=^export const version = ')[^']+(?=';$)/gm },
  { file: 'src/index.ts', line: /(?<=^ {2}version: ')[^']+(?=',$)/gm },
];

/** The range of core that a plugin asks for: its upper end says how far the contract holds, and is for people to change. */
const floor = /(?<="@codomyrmex\/core":\s*"workspace:>=)[^ "]+(?= <\d+")/g;

/**
 * @param {string} root
 * @throws when a plugin does not say its version exactly once in its place; nothing is written then
 * @returns {string[]} the files that were changed, relative to the root
 */
export function writePluginVersions(root) {
  const packages = readPackages(root);
  const core = packages.find(({ name }) => name === '@codomyrmex/core')?.manifest.version;
  const written = packages
    .filter(({ manifest }) => manifest.codomyrmex?.manifest !== undefined)
    .map(({ folder, manifest }) => {
      const place = places.find(({ file }) => existsSync(join(root, folder, file)));
      const path = `${folder}/${place?.file ?? 'src/index.ts'}`;
      const text = place === undefined ? '' : readFileSync(join(root, path), 'utf8');
      const found = place === undefined ? [] : [...text.matchAll(place.line)];
      if (place === undefined || found.length !== 1) {
        throw new Error(`${path} says its version ${found.length} times: write it once, as  version: '1.2.3',`);
      }
      return { folder, path, text, changed: text.replace(place.line, manifest.version) };
    })
    .filter(({ text, changed }) => text !== changed);
  for (const { path, changed } of written) writeFileSync(join(root, path), changed);
  for (const { folder } of written) writeFloor(join(root, folder, 'package.json'), core);
  return written.map(({ path }) => path);
}

/** @param {string} path @param {string | undefined} core */
function writeFloor(path, core) {
  const text = readFileSync(path, 'utf8');
  if (core !== undefined) writeFileSync(path, text.replace(floor, core));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of writePluginVersions(repositoryRoot)) console.log(path);
}
