// The repository as the tree rules see it: its packages, its files, and its source files as syntax trees.
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';
import { readFiles, readPackages } from '../workspace.mjs';

/**
 * @typedef {import('../workspace.mjs').WorkspacePackage} WorkspacePackage
 * @typedef {{ rule: string, file: string, line: number, message: string }} Violation
 *
 * @typedef {object} Source
 * @property {string} file relative to the root
 * @property {WorkspacePackage | undefined} owner
 * @property {'src' | 'test' | 'other'} area `src` and `test` are the folders of that name directly in a package
 * @property {ts.SourceFile} syntax
 * @property {readonly ts.Node[]} nodes every node of the tree, parents before their children
 * @property {() => readonly Comment[]} comments
 *
 * @typedef {{ start: number, end: number, text: string }} Comment
 *
 * @typedef {object} Tree
 * @property {string} root
 * @property {readonly string[]} files
 * @property {readonly WorkspacePackage[]} packages
 * @property {readonly Source[]} sources
 */

const scriptKinds = new Map([
  ['.ts', ts.ScriptKind.TS],
  ['.mts', ts.ScriptKind.TS],
  ['.tsx', ts.ScriptKind.TSX],
  ['.js', ts.ScriptKind.JS],
  ['.mjs', ts.ScriptKind.JS],
  ['.cjs', ts.ScriptKind.JS],
]);

/** @param {ts.SourceFile} syntax */
function allNodes(syntax) {
  const nodes = /** @type {ts.Node[]} */ ([syntax]);
  // The list grows while it is walked.
  for (const node of nodes) ts.forEachChild(node, (child) => void nodes.push(child));
  return nodes;
}

/**
 * Comments stand before or after tokens, and punctuation is a token without a node: hence `getChildren`.
 * @param {ts.SourceFile} syntax
 * @returns {Comment[]}
 */
function allComments(syntax) {
  const found = new Map();
  const note = (/** @type {ts.CommentRange[] | undefined} */ ranges) => {
    for (const { pos, end } of ranges ?? []) found.set(pos, { start: pos, end, text: syntax.text.slice(pos, end) });
  };
  const pending = /** @type {ts.Node[]} */ ([syntax]);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const children = node.getChildren(syntax);
    pending.push(...children);
    if (children.length > 0 || node.kind === ts.SyntaxKind.JsxText) continue;
    note(ts.getLeadingCommentRanges(syntax.text, node.getFullStart()));
    note(ts.getTrailingCommentRanges(syntax.text, node.end));
  }
  return [...found.values()];
}

/** @param {string} root @param {string} file @param {WorkspacePackage | undefined} owner @returns {Source} */
function readSource(root, file, owner) {
  const text = readFileSync(join(root, file), 'utf8');
  const syntax = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, scriptKinds.get(extname(file)));
  const inside = owner === undefined ? '' : file.slice(owner.folder.length + 1);
  const area = inside.startsWith('src/') ? 'src' : /(^|\/)test\//.test(file) ? 'test' : 'other';
  /** @type {Comment[] | undefined} */
  let comments;
  return { file, owner, area, syntax, nodes: allNodes(syntax), comments: () => (comments ??= allComments(syntax)) };
}

/** @param {string} root @returns {Tree} */
export function readTree(root) {
  const files = readFiles(root);
  const packages = readPackages(root);
  const sources = files
    // Fixtures are material of tests: they may be wrong on purpose.
    .filter((file) => scriptKinds.has(extname(file)) && !file.includes('/fixtures/'))
    .map((file) =>
      readSource(
        root,
        file,
        packages.find(({ folder }) => file.startsWith(`${folder}/`)),
      ),
    );
  return { root, files, packages, sources };
}

/** @param {Source} source @param {number} position @returns {number} counted from 1 */
export function lineOf(source, position) {
  return source.syntax.getLineAndCharacterOfPosition(position).line + 1;
}

/** @param {string} rule @param {Source} source @param {ts.Node} node @param {string} message @returns {Violation} */
export function violationAt(rule, source, node, message) {
  return { rule, file: source.file, line: lineOf(source, node.getStart(source.syntax)), message };
}
