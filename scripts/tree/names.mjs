// Names that say nothing: of files, of folders, of classes.
import { basename } from 'node:path';
import ts from 'typescript';
import { violationAt } from './read.mjs';

/** @typedef {import('./read.mjs').Tree} Tree @typedef {import('./read.mjs').Violation} Violation */

const emptyNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'types']);
const classSuffix = /(Manager|Engine|Orchestrator|Service|Helper|Processor|Utils?)$/;
/** The doors that the specification names. */
const doors = new Set([
  'WorkflowManager',
  'TaskOrchestrator',
  'OrchestrationEngine',
  'ResourceManager',
  'ProjectManager',
  'DocumentationGenerator',
]);

/** @param {Tree} tree @returns {Violation[]} */
export function fileNames(tree) {
  return tree.files.flatMap((file) => {
    const part = file.split('/').find((name) => emptyNames.has(name.split('.')[0] ?? ''));
    if (part === undefined) return [];
    return [
      { rule: 'file-name', file, line: 1, message: `"${part}" names no concept: name the file after what is in it` },
    ];
  });
}

/** @param {Tree} tree @returns {Violation[]} */
export function indexFiles(tree) {
  const entries = new Set(tree.packages.map(({ folder }) => `${folder}/src/index.ts`));
  return tree.sources
    .filter(({ file, owner }) => owner !== undefined && /^index\.[a-z]+$/.test(basename(file)) && !entries.has(file))
    .map(({ file }) => ({ rule: 'index-file', file, line: 1, message: 'index.ts stands only at the root of src' }));
}

/** @param {Tree} tree @returns {Violation[]} */
export function classNames(tree) {
  return tree.sources.flatMap((source) =>
    source.nodes
      .filter((node) => ts.isClassLike(node))
      .filter(({ name }) => name !== undefined && classSuffix.test(name.text) && !doors.has(name.text))
      .map((node) =>
        violationAt('class-name', source, node, `class ${node.name?.text}: only the six doors bear such a name`),
      ),
  );
}
