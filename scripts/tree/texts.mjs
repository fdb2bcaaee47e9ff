// What may stand in no text of the repository.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRegistryHosts } from '../registry-hosts.mjs';
import { lineOf } from './read.mjs';

/** @typedef {import('./read.mjs').Tree} Tree @typedef {import('./read.mjs').Violation} Violation */

const openEnd = /\b(TODO|FIXME|XXX|HACK)\b/;
const message = 'finish it, or write it down where work is planned';

/** @param {Tree} tree @returns {Violation[]} */
export function openEnds(tree) {
  const inSources = tree.sources.flatMap((source) =>
    source
      .comments()
      .filter(({ text }) => openEnd.test(text))
      .map(({ start, text }) => ({
        rule: 'open-end',
        file: source.file,
        line: lineOf(source, start + text.search(openEnd)),
        message,
      })),
  );
  const inScripts = tree.files
    .filter((file) => /\.(ya?ml|sh)$|^\.ci\//.test(file) && !file.includes('/fixtures/'))
    .flatMap((file) =>
      readFileSync(join(tree.root, file), 'utf8')
        .split('\n')
        .flatMap((text, at) =>
          /#.*/.test(text) && openEnd.test(text) ? [{ rule: 'open-end', file, line: at + 1, message }] : [],
        ),
    );
  return [...inSources, ...inScripts];
}

/** @param {Tree} tree @returns {Violation[]} */
export function registryHosts(tree) {
  return findRegistryHosts(tree.root).map(({ file, line, text }) => ({
    rule: 'registry-host',
    file,
    line,
    message: `names a package registry or an address: ${text}`,
  }));
}
