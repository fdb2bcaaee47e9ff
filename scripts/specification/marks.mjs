// The marks of the tests, `{ meta: { specification: ['<row>', …] } }`, as the sources have them. A mark is of literals:
// what would be known only while tests run cannot stand in a document that is written without running them.
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';
import { readFiles } from '../workspace.mjs';

/**
 * @typedef {{ id: string, file: string, line: number, title: string }} Mark `title` has the titles of groups before it
 * @typedef {{ marks: Mark[], problems: string[] }} Marks
 * @typedef {{ file: string, syntax: ts.SourceFile, found: Marks }} Scan
 * @typedef {{ titles: readonly string[], ids: readonly string[] }} Group
 */

const TEST_FILE = /(^|\/)test\/.*\.test\.(ts|tsx|mjs)$/;
const scriptKinds = new Map([
  ['.ts', ts.ScriptKind.TS],
  ['.tsx', ts.ScriptKind.TSX],
  ['.mjs', ts.ScriptKind.JS],
]);
const tests = new Set(['it', 'test']);
const groups = new Set(['describe', 'suite']);

/** @param {ts.Node} node @returns {string} the leftmost name of `a.b(1)(2)` */
function rootName(node) {
  let at = node;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at) || ts.isTaggedTemplateExpression(at)) {
    at = ts.isTaggedTemplateExpression(at) ? at.tag : at.expression;
  }
  return ts.isIdentifier(at) ? at.text : '';
}

/** @param {ts.ObjectLiteralExpression} object @param {string} name */
function member(object, name) {
  for (const one of object.properties) {
    if (one.name?.getText().replace(/['"]/g, '') !== name) continue;
    if (ts.isPropertyAssignment(one)) return one.initializer;
    if (ts.isShorthandPropertyAssignment(one)) return one.name;
  }
  return undefined;
}

/** @param {ts.CallExpression} call @returns {ts.Expression | undefined} the list behind `meta: { specification: … }` */
function markedList(call) {
  const options = call.arguments.find((one) => ts.isObjectLiteralExpression(one));
  const meta = options !== undefined && ts.isObjectLiteralExpression(options) ? member(options, 'meta') : undefined;
  return meta !== undefined && ts.isObjectLiteralExpression(meta) ? member(meta, 'specification') : undefined;
}

/** @param {Scan} scan @param {ts.Node} node */
function place({ file, syntax }, node) {
  return `${file}:${syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1}`;
}

/** @param {Scan} scan @param {string} name @returns {ts.Expression | undefined} what a constant of the file is made of */
function constant({ syntax }, name) {
  for (const statement of syntax.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations) {
      if (declared.getText(syntax) === name) return initializer;
    }
  }
  return undefined;
}

/**
 * The lists that `[…].map((name) => `3.Door.${name}`)` gives: one prefix for many rows.
 * @param {Scan} scan @param {ts.Expression} expression @returns {string[] | undefined}
 */
function mapped(scan, expression) {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined;
  const [each] = expression.arguments;
  if (expression.expression.name.text !== 'map' || each === undefined || !ts.isArrowFunction(each)) return undefined;
  const { body, parameters } = each;
  if (!ts.isTemplateExpression(body) || parameters.length !== 1) return undefined;
  const name = parameters[0]?.name.getText(scan.syntax);
  if (body.templateSpans.some((span) => span.expression.getText(scan.syntax) !== name)) return undefined;
  return literals(scan, expression.expression.expression).map((value) =>
    body.templateSpans.reduce((text, span) => text + value + span.literal.text, body.head.text),
  );
}

/** @param {Scan} scan @param {ts.Expression} expression @returns {string[]} */
function literals(scan, expression) {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.flatMap((one) => literals(scan, one));
  if (ts.isSpreadElement(expression)) return literals(scan, expression.expression);
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression))
    return literals(scan, expression.expression);
  if (ts.isParenthesizedExpression(expression)) return literals(scan, expression.expression);
  const meant = ts.isIdentifier(expression) ? constant(scan, expression.text) : undefined;
  if (meant !== undefined) return literals(scan, meant);
  const list = mapped(scan, expression);
  if (list !== undefined) return list;
  const what = expression.getText(scan.syntax).slice(0, 60);
  scan.found.problems.push(
    `${place(scan, expression)}: "${what}" is no literal: write the rows out, or as a constant list of this file`,
  );
  return [];
}

/** @param {Scan} scan @param {ts.CallExpression} call */
function titleOf({ syntax }, call) {
  const title = call.arguments[0];
  if (title === undefined) return '';
  return ts.isStringLiteralLike(title) ? title.text : title.getText(syntax).replace(/^`|`$/g, '');
}

/** @param {Scan} scan @param {ts.Node} node @param {Group} group */
function visit(scan, node, group) {
  let inside = group;
  if (ts.isCallExpression(node) && node.arguments.length > 1) {
    const called = rootName(node.expression);
    if (tests.has(called) || groups.has(called)) {
      const list = markedList(node);
      inside = {
        titles: [...group.titles, titleOf(scan, node)],
        ids: list === undefined ? group.ids : literals(scan, list),
      };
      if (tests.has(called)) noteTest(scan, node, inside);
    }
  }
  ts.forEachChild(node, (child) => visit(scan, child, inside));
}

/** @param {Scan} scan @param {ts.Node} node @param {Group} test */
function noteTest({ file, syntax, found }, node, { titles, ids }) {
  const line = syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
  for (const id of new Set(ids)) found.marks.push({ id, file, line, title: titles.join(' › ') });
}

/** @param {string} root @returns {Marks} in the order of the files, and within a file of its lines */
export function readMarks(root) {
  const found = /** @type {Marks} */ ({ marks: [], problems: [] });
  for (const file of readFiles(root).filter((one) => TEST_FILE.test(one) && !one.includes('/fixtures/'))) {
    const text = readFileSync(join(root, file), 'utf8');
    if (!text.includes('specification:')) continue;
    const syntax = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, scriptKinds.get(extname(file)));
    visit({ file, syntax, found }, syntax, { titles: [], ids: [] });
  }
  return found;
}
