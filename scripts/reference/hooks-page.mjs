// docs/reference/hooks.md: the hooks of plugins, from the comments and types of packages/core/src/hooks.ts.
import ts from 'typescript';
import { code, page, plain } from './markdown.mjs';

/** @typedef {{ name: string, when: string, gives: string, returns: string, throws: string }} Hook */

/** @param {string} text of hooks.ts @returns {Hook[]} in the order of a run */
export function readHooks(text) {
  const source = ts.createSourceFile('hooks.ts', text, ts.ScriptTarget.ES2022, true);
  const hooks = source.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === 'Hooks');
  if (hooks === undefined || !ts.isInterfaceDeclaration(hooks)) throw new Error('hooks.ts has no interface Hooks');
  return hooks.members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(),
    when: commentOf(ts.getJSDocCommentsAndTags(member)[0]?.comment),
    gives: argumentsOf(member.type),
    returns: tagOf(member, 'returns'),
    throws: tagOf(member, 'throws'),
  }));
}

/** @param {string | ts.NodeArray<ts.JSDocComment> | undefined} comment */
const commentOf = (comment) => (ts.getTextOfJSDocComment(comment) ?? '').replace(/\s+/g, ' ');

/** @param {ts.Node} member @param {string} name */
function tagOf(member, name) {
  return commentOf(ts.getJSDocTags(member).find(({ tagName }) => tagName.text === name)?.comment);
}

/** What a tap is called with: the first type argument, a tuple. @param {ts.TypeNode | undefined} type */
function argumentsOf(type) {
  const tuple = type !== undefined && ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
  if (tuple === undefined || !ts.isTupleTypeNode(tuple)) return '';
  return tuple.elements.map((one) => one.getText()).join(', ');
}

/** @param {readonly Hook[]} hooks @returns {string} */
export function hooksPage(hooks) {
  return page(
    'Hooks',
    'The places where a plugin may look, change or refuse. [The contract of plugins](../plugins.md#hooks) shows how to tap them.',
    [
      'Taps are called one after the other, in one order whatever order plugins were loaded in: `before` and `after`, then `stage` (lower is earlier), then the name. A `tapPromise` has 10 seconds, or its `timeoutMs`. What a gate throws is told in the name of the plugin, as `HOOK_FAILED` or with the code of the error that was thrown; what takes too long is `HOOK_TIMEOUT`.',
      '',
      ...hooks.flatMap(({ name, when, gives, returns, throws }) => {
        const [kind = '', ...rest] = when.split('. ');
        return [
          `## ${name}`,
          '',
          `- Kind: ${plain(kind).toLowerCase()}`,
          `- When: ${plain(rest.join('. '))}`,
          `- Is given: ${gives === '' ? 'nothing' : code(gives)}`,
          `- What it returns: ${plain(returns)}`,
          `- What it throws: ${plain(throws)}`,
          '',
        ];
      }),
    ],
  );
}

/** @param {readonly Hook[]} hooks @param {readonly string[]} names that plugins can tap @returns {string[]} */
export function hookProblems(hooks, names) {
  const said = hooks.map(({ name }) => name);
  const unsaid = hooks.filter(({ when, returns, throws }) => when === '' || returns === '' || throws === '');
  return [
    ...unsaid.map(({ name }) => `packages/core/src/hooks.ts: ${name} needs a comment with @returns and @throws`),
    ...names
      .filter((name) => !said.includes(name))
      .map((name) => `packages/core/src/hooks.ts: ${name} is not in Hooks`),
  ];
}
