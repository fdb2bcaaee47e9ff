// What this repository consists of: its packages and its files. Everything is found on disk, nothing is listed here.
// Runs before anything is installed: Node's own modules only.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} WorkspacePackage
 * @property {string} folder relative to the root, with forward slashes
 * @property {string} name
 * @property {Record<string, any>} manifest its package.json
 */

/**
 * The `packages:` list of pnpm-workspace.yaml, read without a YAML parser.
 * @param {string} root
 * @throws when an entry is neither `folder` nor `folder/*`
 * @returns {string[]}
 */
function workspacePatterns(root) {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const list = /^packages:\n((?:[ ]+- .*\n)+)/m.exec(text)?.[1] ?? '';
  return list
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const pattern = /^ +- ["']?([\w-]+(?:\/\*)?)["']?$/.exec(line)?.[1];
      if (pattern === undefined) throw new Error(`pnpm-workspace.yaml: "${line.trim()}" is not "folder" or "folder/*"`);
      return pattern;
    });
}

/**
 * The packages of the workspace in alphabetical order; the root itself is none of them.
 * @param {string} root
 * @returns {WorkspacePackage[]}
 */
export function readPackages(root) {
  return workspacePatterns(root)
    .flatMap((pattern) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      if (!existsSync(join(root, parent))) return [];
      return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
    })
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      return { folder, name: manifest.name, manifest };
    });
}

/**
 * Files that are in git or would be added to it; what .gitignore names is left out.
 * @param {string} root
 * @returns {string[]} paths relative to the root
 */
export function readFiles(root) {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  // A file deleted but not yet staged is still listed.
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(join(root, file))).sort();
}
