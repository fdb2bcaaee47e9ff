// The licences of everything that a user installs with our packages.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** @typedef {import('./read.mjs').Tree} Tree @typedef {import('./read.mjs').Violation} Violation */

const accepted = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'MIT-0',
  'BlueOak-1.0.0',
]);

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

/**
 * A peer is of the user's choosing: its own licence counts, what it depends on does not come with us.
 * @param {Record<string, any>} manifest
 * @returns {{ name: string, optional: boolean, ours: boolean }[]}
 */
function runtimeDependencies(manifest) {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const ours = { ...dependencies, ...optionalDependencies };
  const peers = Object.keys(peerDependencies).filter((name) => !(name in ours));
  return [
    ...Object.keys(ours).map((name) => ({ name, optional: name in optionalDependencies, ours: true })),
    ...peers.map((name) => ({ name, optional: peerDependenciesMeta[name]?.optional === true, ours: false })),
  ];
}

/** @param {Tree} tree @returns {Violation[]} */
export function licences(tree) {
  /** @type {Map<string, Violation>} */
  const found = new Map();
  const visited = new Set();
  const pending = tree.packages
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({
      at: realpathSync(join(tree.root, folder)),
      manifest,
      file: `${folder}/package.json`,
    }));
  for (const { at, manifest, file } of pending) {
    const complain = (/** @type {string} */ message) => found.set(message, { rule: 'licence', file, line: 1, message });
    for (const { name, optional, ours } of runtimeDependencies(manifest)) {
      const installed = findInstalled(at, name);
      if (installed === undefined) {
        if (!optional) complain(`${name} is not installed: run npm run setup`);
        continue;
      }
      const dependency = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
      const licence = typeof dependency.license === 'string' ? dependency.license : '';
      if (!isAccepted(licence)) {
        complain(`${name}@${dependency.version} has the licence "${licence}", not one of ${[...accepted].join(', ')}`);
      }
      if (!ours || visited.has(installed)) continue;
      visited.add(installed);
      // The list grows while it is walked.
      pending.push({ at: installed, manifest: dependency, file });
    }
  }
  return [...found.values()];
}
