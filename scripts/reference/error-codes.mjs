// Every error code that the code can give, found in its syntax: what is thrown, what is told, and what is advised where it is.
import ts from 'typescript';

/**
 * @typedef {object} Place one place in the code that gives an error
 * @property {string} code
 * @property {string} file
 * @property {string | undefined} thrown the class that is thrown; none where the failure is plain data
 * @property {string | undefined} says the message, with … for what is put in
 * @property {readonly string[]} advice
 * @property {boolean} [hasMessage] whether it is told with a message, though not one that can be read here
 */

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;
const PROBLEM = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const isText = (/** @type {ts.Node} */ node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/** @param {ts.Node} node a text @returns {string} with … for every expression */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return '';
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

/** The texts that an expression may come to: both sides of a condition, what stands in for nothing. @param {ts.Node} node @returns {string[]} */
function textsIn(node) {
  if (isText(node)) return [textOf(node)];
  if (ts.isConditionalExpression(node)) return [...textsIn(node.whenTrue), ...textsIn(node.whenFalse)];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return textsIn(node.expression);
  if (ts.isBinaryExpression(node)) {
    const isChoice = [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind);
    return isChoice ? [...textsIn(node.left), ...textsIn(node.right)] : [];
  }
  return [];
}

/** @param {ts.ObjectLiteralExpression} object @param {string} name */
function propertyOf(object, name) {
  const property = object.properties.find((one) => one.name !== undefined && one.name.getText() === name);
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** @param {ts.Node | undefined} list @returns {string[]} */
function adviceIn(list) {
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return [];
  return list.elements.flatMap(textsIn).filter((text) => text !== '');
}

/** The call or `new` whose argument a node is. @param {ts.Node} node */
function callAround(node) {
  const { parent } = node;
  if (ts.isNewExpression(parent) || ts.isCallExpression(parent)) return parent;
  return undefined;
}

/** @param {ts.CallExpression | ts.NewExpression | undefined} call */
function classOf(call) {
  if (call === undefined) return undefined;
  // super(message, { code: … }): the code of every error of the class that says none.
  if (call.expression.kind === ts.SyntaxKind.SuperKeyword)
    return ts.findAncestor(call, ts.isClassDeclaration)?.name?.text;
  const name = call.expression.getText();
  return ts.isNewExpression(call) && name.endsWith('Error') ? name : undefined;
}

/** @param {ts.CallExpression | ts.NewExpression | undefined} call */
function messageIn(call) {
  return call?.arguments?.flatMap(textsIn).find((text) => /\s/.test(text));
}

/** `{ code: 'X', … }`. @param {ts.Node} node @returns {Omit<Place, 'file'>[]} */
function fromObject(node) {
  if (!ts.isObjectLiteralExpression(node)) return [];
  const code = propertyOf(node, 'code');
  if (code === undefined) return [];
  const call = callAround(node);
  const message = propertyOf(node, 'message');
  const says = (message === undefined ? undefined : textsIn(message)[0]) ?? messageIn(call);
  const suggestion = propertyOf(node, 'suggestion');
  const advice = [
    ...adviceIn(propertyOf(node, 'suggestions')),
    ...(suggestion === undefined ? [] : textsIn(suggestion)),
  ];
  const hasMessage = node.properties.some(({ name }) => name?.getText() === 'message');
  return textsIn(code).map((one) => ({ code: one, thrown: classOf(call), says, advice, hasMessage }));
}

/** `world('X', 'what happened', …)`: a function of ours that makes the error. @param {ts.Node} node @returns {Omit<Place, 'file'>[]} */
function fromCall(node) {
  if (!ts.isCallExpression(node)) return [];
  const says = messageIn(node);
  if (says === undefined) return [];
  return node.arguments
    .flatMap(textsIn)
    .filter((text) => /^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(text))
    .map((code) => {
      const options = node.arguments.find(ts.isObjectLiteralExpression);
      const advice = options === undefined ? [] : adviceIn(propertyOf(options, 'suggestions'));
      return { code, thrown: undefined, says, advice };
    });
}

/** `readonly code = 'X'`. @param {ts.Node} node @returns {Omit<Place, 'file'>[]} */
function fromClass(node) {
  if (!ts.isPropertyDeclaration(node) || node.name.getText() !== 'code' || node.initializer === undefined) return [];
  return textsIn(node.initializer).map((code) => ({ code, thrown: undefined, says: undefined, advice: [] }));
}

/**
 * @param {{ file: string, text: string }} source
 * @returns {{ places: Place[], problems: Place[], words: string[], parents: [string, string][] }} `problems` are faults of
 * definitions, whose codes are in small letters; `words` are all texts that look like codes of errors; `parents` are the
 * classes with what they extend
 */
export function readErrorCodes({ file, text }) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  /** @type {ReturnType<typeof readErrorCodes>} */
  const found = { places: [], problems: [], words: [], parents: [] };
  const visit = (/** @type {ts.Node} */ node) => {
    const here = [...fromObject(node), ...fromCall(node), ...fromClass(node)];
    found.places.push(...here.filter(({ code }) => CODE.test(code)).map((one) => ({ ...one, file })));
    const isTold = (/** @type {Omit<Place, 'file'>} */ { code, says, hasMessage }) =>
      PROBLEM.test(code) && (says !== undefined || hasMessage === true);
    found.problems.push(...here.filter(isTold).map((one) => ({ ...one, file })));
    if (ts.isStringLiteralLike(node) && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(node.text)) found.words.push(node.text);
    if (ts.isClassDeclaration(node) && node.name !== undefined) {
      const [parent] = node.heritageClauses?.flatMap(({ types }) => types.map((one) => one.expression.getText())) ?? [];
      if (parent !== undefined) found.parents.push([node.name.text, parent]);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The texts of `const NAME = [...]` or `new Set([...])` of a file. @param {{ file: string, text: string }} source @param {string} name */
export function listIn({ file, text }, name) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  /** @type {string[]} */
  const texts = [];
  const collect = (/** @type {ts.Node} */ node) => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    ts.forEachChild(node, collect);
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined)
      collect(node.initializer);
    else ts.forEachChild(node, visit);
  };
  visit(tree);
  if (texts.length === 0) throw new Error(`${file} has no list ${name}`);
  return texts;
}
