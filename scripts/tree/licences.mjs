// The licences of everything that a user installs with our packages.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** @typedef {import('./read.mjs').Tree} Tree @typedef {import('./read.mjs').Violation} Violation */

const accepted = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);

/** @param {string} expression SPDX: an OR leaves the choice to us, an AND binds us to all */
export function isAccepted(expression) {
  return expression
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((licence) => accepted.has(licence.trim())));
}

/** @param {string} folder @param {string} name @returns {string | undefined} the real folder, found as Node finds it */
function findInstalled(folder, name) {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = basename(at) === 'node_modules' ? join(at, name) : join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (at === dirname(at)) return undefined;
  }
}

/** @param {Record<string, any>} manifest @returns {[name: string, optional: boolean][]} */
function runtimeDependencies({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }) {
  const all = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return all.map((name) => [
    name,
    name in (optionalDependencies ?? {}) || peerDependenciesMeta?.[name]?.optional === true,
  ]);
}

/** @param {Tree} tree @returns {Violation[]} */
export function licences(tree) {
  /** @type {Violation[]} */
  const found = [];
  const visited = new Set();
  const visit = (/** @type {string} */ folder, /** @type {any} */ manifest, /** @type {string} */ file) => {
    for (const [name, optional] of runtimeDependencies(manifest)) {
      const installed = findInstalled(folder, name);
      if (installed === undefined) {
        if (!optional)
          found.push({ rule: 'licence', file, line: 1, message: `${name} is not installed: run npm run setup` });
        continue;
      }
      if (visited.has(installed)) continue;
      visited.add(installed);
      const dependency = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
      const licence = typeof dependency.license === 'string' ? dependency.license : '';
      if (!isAccepted(licence)) {
        const message = `${name}@${dependency.version} has the licence "${licence}", which is not among ${[...accepted].join(', ')}`;
        found.push({ rule: 'licence', file, line: 1, message });
      }
      visit(installed, dependency, file);
    }
  };
  for (const { folder, manifest } of tree.packages.filter((one) => one.manifest.private !== true)) {
    visit(realpathSync(join(tree.root, folder)), manifest, `${folder}/package.json`);
  }
  return found;
}
