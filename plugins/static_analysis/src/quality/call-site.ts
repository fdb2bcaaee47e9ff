import type { Node } from 'web-tree-sitter';

/** A call as the rules on unsafe calls see it. */
export interface CallSite {
  readonly node: Node;
  /** What stands before the arguments, without white space and `new`: `subprocess.run`. */
  readonly callee: string;
  readonly arguments: readonly Node[];
}

const callTypes: ReadonlySet<string> = new Set([
  'call',
  'call_expression',
  'command',
  'function_call_expression',
  'invocation_expression',
  'member_call_expression',
  'method_invocation',
  'new_expression',
  'object_creation_expression',
]);

/** From a name up to its call: `a.b.c(…)` has three nodes between. */
const MAX_CLIMB = 8;
const MAX_CALLEE = 200;

/** The call whose callee has the word that stands from `start` to `end`, or `undefined` when the word is something else. */
export function callAt(root: Node, start: number, end: number): CallSite | undefined {
  let node = root.descendantForIndex(start, end - 1);
  if (node === null || node.endIndex > end || node.startIndex < start - 1) return undefined;
  for (let climbed = 0; climbed < MAX_CLIMB; climbed++) {
    node = node.parent;
    if (node === null || node.startIndex > start) return undefined;
    if (!callTypes.has(node.type)) continue;
    const site = callSite(node);
    return start < node.startIndex + site.length ? site : undefined;
  }
  return undefined;
}

function callSite(node: Node): CallSite & { readonly length: number } {
  const list = node.childForFieldName('arguments');
  // A command of a shell has its arguments beside its name.
  const name = node.type === 'command' ? node.childForFieldName('name') : null;
  const end = list?.startIndex ?? name?.endIndex ?? node.endIndex;
  const length = end - node.startIndex;
  const callee = node.text
    .slice(0, Math.min(length, MAX_CALLEE))
    .replace(/^new\s+/, '')
    .replaceAll(/\s+|\?(?=\.)/g, '');
  const written = name === null ? (list?.namedChildren ?? []) : node.childrenForFieldName('argument');
  const given = written.filter((argument) => !argument.isExtra);
  return { node, callee, arguments: given.map(unwrapped), length };
}

/** Some grammars put every argument into a node of its own. */
const unwrapped = (argument: Node): Node =>
  argument.type === 'argument' ? (argument.namedChildren.at(-1) ?? argument) : argument;

const literalType = /string|number|integer|float|literal|raw|true|false|null|nil|none|word/;
const inserted = [
  'interpolation',
  'template_substitution',
  'simple_expansion',
  'expansion',
  'command_substitution',
  'variable_name',
  'subscript_expression',
];

/** Whether an argument is a literal whose value nothing at run time decides. */
export function isLiteral(argument: Node | undefined): boolean {
  return argument !== undefined && literalType.test(argument.type) && argument.descendantsOfType(inserted).length === 0;
}

/** The value of a named argument, as Python (`shell=True`) and an object literal of JavaScript (`{ shell: true }`) write it. */
export function namedArgument(site: CallSite, name: string): string | undefined {
  for (const argument of site.arguments) {
    const pairs = argument.type === 'object' ? argument.namedChildren : [argument];
    for (const pair of pairs) {
      const key = pair.childForFieldName(argument.type === 'object' ? 'key' : 'name');
      if (key?.text === name) return pair.childForFieldName('value')?.text.slice(0, MAX_CALLEE);
    }
  }
  return undefined;
}
