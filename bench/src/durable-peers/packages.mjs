import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, peersFolder } from '../peers.mjs';

/** @param {string} name */
const manifestOf = (name) => join(peersFolder, 'node_modules', name, 'package.json');

/** @param {string} name an installed package @returns {string} */
export const versionOf = (name) => JSON.parse(readFileSync(manifestOf(name), 'utf8')).version;

/** @param {readonly string[]} names @returns {string | undefined} what is not installed, in one sentence */
export function lackingOf(names) {
  const absent = names.filter((name) => !existsSync(manifestOf(name)));
  return absent.length === 0 ? undefined : missing(absent);
}
