// Tests that are switched off, that replace our own code, or that wait for a time instead of a condition.
import ts from 'typescript';
import { violationAt } from './read.mjs';

/**
 * @typedef {import('./read.mjs').Tree} Tree
 * @typedef {import('./read.mjs').Source} Source
 * @typedef {import('./read.mjs').Violation} Violation
 */

const declarators = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const switches = new Set(['only', 'skip', 'todo', 'skipIf', 'runIf', 'fails']);
const replacements = new Set(['mock', 'doMock', 'importMock']);

/** @param {Tree} tree @param {(source: Source, node: ts.Node) => Violation[]} look */
function inTests(tree, look) {
  return tree.sources
    .filter(({ area }) => area === 'test')
    .flatMap((source) => source.nodes.flatMap((node) => look(source, node)));
}

/** @param {ts.Node} node @returns {string} the leftmost name of `a.b(1).c`, or nothing */
function rootName(node) {
  let at = node;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? at.text : '';
}

/** @param {Tree} tree @returns {Violation[]} */
export function switchedOffTests(tree) {
  return inTests(tree, (source, node) => {
    if (!ts.isPropertyAccessExpression(node) || !switches.has(node.name.text) || !declarators.has(rootName(node)))
      return [];
    return [
      violationAt('switched-off', source, node, `${node.getText(source.syntax)}: every test runs, on every machine`),
    ];
  });
}

/** @param {Tree} tree @returns {Violation[]} */
export function mockedModules(tree) {
  return inTests(tree, (source, node) => {
    if (!ts.isPropertyAccessExpression(node) || !replacements.has(node.name.text) || rootName(node) !== 'vi') return [];
    return [
      violationAt('mocked-module', source, node, 'hand the double in through a port instead of replacing a module'),
    ];
  });
}

/** @param {ts.Node} node @returns {string | undefined} what the executor of the surrounding `new Promise` calls its resolver */
function resolverAround(node) {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (!ts.isArrowFunction(at) && !ts.isFunctionExpression(at)) continue;
    if (!ts.isNewExpression(at.parent) || at.parent.expression.getText() !== 'Promise') continue;
    const resolver = at.parameters[0]?.name;
    return resolver !== undefined && ts.isIdentifier(resolver) ? resolver.text : undefined;
  }
  return undefined;
}

/** @param {ts.Node} callback @param {string} resolver */
function resolves(callback, resolver) {
  if (ts.isIdentifier(callback)) return callback.text === resolver;
  let found = false;
  const look = (/** @type {ts.Node} */ node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === resolver)
      found = true;
    ts.forEachChild(node, look);
  };
  look(callback);
  return found;
}

/** @param {ts.CallExpression} call */
function isSleep(call) {
  const callee = call.expression.getText();
  if (callee === 'Atomics.wait') return true;
  const callback = call.arguments[0];
  if (!/(^|\.)setTimeout$/.test(callee) || callback === undefined) return false;
  if (ts.isIdentifier(callback) && /^(r|res|resolve|resolved|done)$/.test(callback.text)) return true;
  const resolver = resolverAround(call);
  return resolver !== undefined && resolves(callback, resolver);
}

/** @param {Tree} tree @returns {Violation[]} */
export function sleepingTests(tree) {
  return inTests(tree, (source, node) => {
    const sleeps =
      (ts.isCallExpression(node) && isSleep(node)) ||
      (ts.isImportDeclaration(node) &&
        /^(node:)?timers\/promises$/.test(node.moduleSpecifier.getText().slice(1, -1)) &&
        /setTimeout|setInterval|scheduler|\*/.test(node.importClause?.getText() ?? ''));
    return sleeps ? [violationAt('sleeping', source, node, 'wait for a condition or an event, not for a time')] : [];
  });
}
