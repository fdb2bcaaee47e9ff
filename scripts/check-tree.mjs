// Rules about the tree that no linter has. Exceptions stand, each with its reason, in tree/exceptions.json.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countCasts, unexplainedCasts } from './tree/casts.mjs';
import { environmentReads } from './tree/environment.mjs';
import { licences } from './tree/licences.mjs';
import { manifests, scriptsOnInstall } from './tree/manifests.mjs';
import { ownIndexImports, starExports, undeclaredImports } from './tree/modules.mjs';
import { classNames, fileNames, indexFiles } from './tree/names.mjs';
import { readTree } from './tree/read.mjs';
import { mockedModules, sleepingTests, switchedOffTests } from './tree/tests.mjs';
import { openEnds, registryHosts } from './tree/texts.mjs';
import { repositoryRoot } from './workspace.mjs';

/**
 * @typedef {import('./tree/read.mjs').Violation} Violation
 * @typedef {{ rule: string, file: string, reason: string }} Exception
 */

const rules = [
  fileNames,
  indexFiles,
  classNames,
  starExports,
  ownIndexImports,
  undeclaredImports,
  unexplainedCasts,
  switchedOffTests,
  mockedModules,
  sleepingTests,
  environmentReads,
  openEnds,
  registryHosts,
  manifests,
  scriptsOnInstall,
  licences,
];

/**
 * @param {string} root
 * @param {readonly Exception[]} exceptions one that excuses nothing is itself a violation
 */
export function checkTree(root, exceptions) {
  const tree = readTree(root);
  const excuses = (/** @type {Exception} */ { rule, file }, /** @type {Violation} */ violation) =>
    violation.rule === rule && violation.file === file;
  const all = rules.flatMap((rule) => rule(tree));
  const idle = exceptions
    .filter((exception) => !all.some((violation) => excuses(exception, violation)))
    .map(({ rule, file }) => ({
      rule: 'idle-exception',
      file,
      line: 1,
      message: `nothing to excuse for "${rule}" here any more`,
    }));
  const violations = [...all.filter((violation) => !exceptions.some((one) => excuses(one, violation))), ...idle];
  violations.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  return { violations, casts: countCasts(tree), sources: tree.sources.length };
}

// node scripts/check-tree.mjs
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const exceptions = JSON.parse(readFileSync(new URL('tree/exceptions.json', import.meta.url), 'utf8'));
  const { violations, casts, sources } = checkTree(repositoryRoot, exceptions);
  for (const { file, line, message, rule } of violations) console.error(`${file}:${line}: ${message} [${rule}]`);
  console.log(
    `tree: ${sources} source files, ${violations.length} violations, ${exceptions.length} exceptions; ` +
      `${casts.casts} casts in ${casts.lines} lines of src, ${casts.perThousand.toFixed(1)} per 1,000`,
  );
  if (violations.length > 0) process.exitCode = 1;
}
