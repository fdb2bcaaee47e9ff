// The environment is read in few places, so that everything else can be told what to do by its caller.
import { basename } from 'node:path';
import ts from 'typescript';
import { violationAt } from './read.mjs';

/** @typedef {import('./read.mjs').Tree} Tree @typedef {import('./read.mjs').Violation} Violation */

/** @param {ts.Node} node */
function readsEnvironment(node) {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === 'env' && /(^|\.)process$/.test(node.expression.getText());
  }
  if (ts.isElementAccessExpression(node)) {
    return (
      ts.isStringLiteral(node.argumentExpression) &&
      node.argumentExpression.text === 'env' &&
      node.expression.getText() === 'process'
    );
  }
  if (ts.isVariableDeclaration(node)) {
    return (
      ts.isObjectBindingPattern(node.name) &&
      node.initializer?.getText() === 'process' &&
      /\benv\b/.test(node.name.getText())
    );
  }
  return (
    ts.isImportDeclaration(node) &&
    /^(node:)?process$/.test(node.moduleSpecifier.getText().slice(1, -1)) &&
    /\benv\b/.test(node.importClause?.getText() ?? '')
  );
}

/** @param {Tree} tree @returns {Violation[]} */
export function environmentReads(tree) {
  return tree.sources
    .filter(
      ({ area, file, owner }) => area === 'src' && owner?.manifest.private !== true && basename(file) !== 'config.ts',
    )
    .flatMap((source) =>
      source.nodes
        .filter(readsEnvironment)
        .map((node) =>
          violationAt('environment', source, node, 'only config.ts reads process.env: take the value as a parameter'),
        ),
    );
}
