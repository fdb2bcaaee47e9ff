import type { SyntaxNode } from '@codomyrmex/syntax-trees';

/** A call as the rules on unsafe calls see it. */
export interface CallSite {
  readonly node: SyntaxNode;
  /** What stands before the arguments, without white space and `new`: `subprocess.run`. */
  readonly callee: string;
  readonly arguments: readonly SyntaxNode[];
}

const callTypes: readonly string[] = [
  'call',
  'call_expression',
  'command',
  'function_call_expression',
  'invocation_expression',
  'member_call_expression',
  'method_invocation',
  'new_expression',
  'object_creation_expression',
];

const MAX_CALLEE = 200;

/**
 * The calls whose callees have one of the words that begin at these offsets, in their order: for each offset the
 * innermost call around it, unless the offset lies in its arguments. One pass over all calls of the tree, because a way
 * from a word up to its call would cost a way down from the root for each step.
 */
export function callsAt(root: SyntaxNode, offsets: readonly number[]): readonly CallSite[] {
  const sites: CallSite[] = [];
  const open: { readonly node: SyntaxNode; readonly end: number }[] = [];
  let next = 0;
  const takeOffsetsBefore = (end: number) => {
    for (let offset = offsets[next]; offset !== undefined && offset < end; offset = offsets[++next]) {
      for (let last = open.at(-1); last !== undefined && last.end <= offset; last = open.at(-1)) open.pop();
      const around = open.at(-1);
      if (around === undefined) continue;
      const site = callSite(around.node);
      if (offset < around.node.startIndex + site.length) sites.push(site);
    }
  };
  for (const node of root.descendantsOfType([...callTypes])) {
    if (next === offsets.length) break;
    if (!node.isNamed) continue;
    const start = node.startIndex;
    takeOffsetsBefore(start);
    for (let last = open.at(-1); last !== undefined && last.end <= start; last = open.at(-1)) open.pop();
    open.push({ node, end: node.endIndex });
  }
  takeOffsetsBefore(Number.POSITIVE_INFINITY);
  return sites;
}

function callSite(node: SyntaxNode): CallSite & { readonly length: number } {
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
const unwrapped = (argument: SyntaxNode): SyntaxNode =>
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
export function isLiteral(argument: SyntaxNode | undefined): boolean {
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
