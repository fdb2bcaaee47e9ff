// What every package.json and package folder must have, and must not have.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {import('./read.mjs').Tree} Tree
 * @typedef {import('./read.mjs').Violation} Violation
 * @typedef {import('../workspace.mjs').WorkspacePackage} WorkspacePackage
 */

const installScripts = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];

/** @param {unknown} exports @returns {string} the conditions of the repository itself are not for users */
function withoutSourceCondition(exports) {
  return JSON.stringify(exports, (key, value) => (key === '@codomyrmex/source' ? undefined : value));
}

/**
 * @param {string} root
 * @param {WorkspacePackage} workspacePackage
 * @returns {string[]} what is wrong with a package that is published
 */
function whyNotPublishable(root, { folder, manifest }) {
  const licence = join(root, folder, 'LICENSE');
  const sameLicence =
    existsSync(licence) && readFileSync(licence, 'utf8') === readFileSync(join(root, 'LICENSE'), 'utf8');
  /** @type {[boolean, string][]} */
  const demands = [
    [sameLicence, "has no LICENSE, or not the root's"],
    [existsSync(join(root, folder, 'README.md')), 'has no README.md'],
    [manifest.license === 'MIT', '"license" is not MIT'],
    [typeof manifest.description === 'string', 'has no "description"'],
    [manifest.type === 'module', '"type" is not module'],
    [manifest.exports !== undefined, 'has no "exports"'],
    [Array.isArray(manifest.files), 'has no "files"'],
    [typeof manifest.engines?.node === 'string', 'has no "engines.node"'],
    [manifest.publishConfig?.access === 'public', '"publishConfig.access" is not public'],
    [
      JSON.stringify(manifest.publishConfig?.exports ?? manifest.exports) === withoutSourceCondition(manifest.exports),
      'publishes other "exports" than its own without the source condition',
    ],
  ];
  return demands.filter(([holds]) => !holds).map(([, complaint]) => complaint);
}

/** @param {Tree} tree @returns {Violation[]} */
export function manifests(tree) {
  return tree.packages
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap((workspacePackage) =>
      whyNotPublishable(tree.root, workspacePackage).map((complaint) => ({
        rule: 'manifest',
        file: `${workspacePackage.folder}/package.json`,
        line: 1,
        message: `${workspacePackage.name} ${complaint}`,
      })),
    );
}

/** @param {Tree} tree @returns {Violation[]} */
export function scriptsOnInstall(tree) {
  return tree.files
    .filter((file) => /(^|\/)package\.json$/.test(file) && !file.includes('/fixtures/'))
    .flatMap((file) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(tree.root, file), 'utf8'));
      return installScripts
        .filter((name) => name in scripts)
        .map((name) => ({
          rule: 'install-script',
          file,
          line: 1,
          message: `"${name}" would run on other people's machines`,
        }));
    });
}
