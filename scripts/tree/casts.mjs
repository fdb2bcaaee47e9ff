// A cast is a promise that the compiler cannot check: a comment beside it says why it holds.
import ts from 'typescript';
import { lineOf, violationAt } from './read.mjs';

/**
 * @typedef {import('./read.mjs').Tree} Tree
 * @typedef {import('./read.mjs').Source} Source
 * @typedef {import('./read.mjs').Violation} Violation
 */

/** @param {ts.Node} node */
function isCast(node) {
  if (ts.isTypeAssertionExpression(node)) return true;
  return ts.isAsExpression(node) && !ts.isConstTypeReference(node.type);
}

/** @param {ts.Node} node what the formatter gives a line of its own */
function beginsOwnLine(node) {
  return ts.isStatement(node) || ts.isPropertyAssignment(node) || ts.isClassElement(node) || ts.isSpreadElement(node);
}

/**
 * On the line of the `as`, on the line before it, or before the innermost statement or property that holds the cast.
 * @param {Source} source
 * @param {ts.Node} cast
 */
function isExplained(source, cast) {
  /** @type {ts.Node} */
  let holder = cast;
  while (!beginsOwnLine(holder) && holder.parent !== undefined) holder = holder.parent;
  const type = ts.isAsExpression(cast) ? cast.type : cast;
  const lines = [lineOf(source, type.getStart(source.syntax)), lineOf(source, cast.getStart(source.syntax))];
  const accepted = new Set([
    ...lines.flatMap((line) => [line, line - 1]),
    lineOf(source, holder.getStart(source.syntax)) - 1,
  ]);
  return source
    .comments()
    .some(({ end, text }) => accepted.has(lineOf(source, end)) && !/^\/\/ (biome|oxlint)-/.test(text));
}

/** @param {Tree} tree @returns {{ source: Source, cast: ts.Node }[]} */
function findCasts(tree) {
  return tree.sources
    .filter(({ area, owner }) => area === 'src' && owner?.manifest.private !== true)
    .flatMap((source) => source.nodes.filter(isCast).map((cast) => ({ source, cast })));
}

/** @param {Tree} tree @returns {Violation[]} */
export function unexplainedCasts(tree) {
  return findCasts(tree)
    .filter(({ source, cast }) => !isExplained(source, cast))
    .map(({ source, cast }) => violationAt('cast', source, cast, 'say in a comment at this cast why it holds'));
}

/** @param {Tree} tree @returns {{ casts: number, lines: number, perThousand: number }} of the published sources */
export function countCasts(tree) {
  const casts = findCasts(tree).length;
  const published = tree.sources.filter(({ area, owner }) => area === 'src' && owner?.manifest.private !== true);
  const lines = published.reduce((sum, { syntax }) => sum + syntax.getLineStarts().length, 0);
  return { casts, lines, perThousand: lines === 0 ? 0 : (casts / lines) * 1000 };
}
