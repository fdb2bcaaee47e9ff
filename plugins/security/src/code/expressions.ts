import type { SyntaxNode } from '@lezer/common';
import type { Names } from './names.ts';
import { GAP, joined, unknown, type Value } from './value.ts';

const MAX_DEPTH = 8;
const MAX_CHAIN = 40;
const MAX_CHILDREN = 200;

/** Reads expressions of JavaScript and Python, whose grammars name most nodes alike. */
export class Expressions {
  readonly #text: string;
  readonly #names: Names;

  constructor(text: string, names: Names) {
    this.#text = text;
    this.#names = names;
  }

  /** The text of a node. */
  written(node: { readonly from: number; readonly to: number }): string {
    return this.#text.slice(node.from, node.to);
  }

  value(node: SyntaxNode | null, depth = 0): Value {
    if (node === null || depth > MAX_DEPTH) return unknown;
    switch (node.name) {
      case 'String':
        return { kind: 'text', text: content(this.written(node)) };
      case 'TemplateString':
      case 'FormatString':
        return this.#template(node, depth);
      case 'ContinuedString':
        return joined(childrenOf(node).map((child) => this.value(child, depth + 1)));
      case 'Number':
      case 'BooleanLiteral':
      case 'Boolean':
      case 'None':
      case 'null':
        return { kind: 'constant', text: this.written(node) };
      case 'VariableName':
        return this.#names.value(this.written(node));
      case 'MemberExpression':
        return { kind: 'name', path: this.path(node) };
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
      case 'SequenceExpression':
        return this.value(lastOperand(node), depth + 1);
      case 'BinaryExpression':
        return this.#binary(node, depth);
      case 'CallExpression':
      case 'NewExpression':
        return this.#result(node, depth);
      case 'ObjectExpression':
      case 'DictionaryExpression':
        return { kind: 'object', properties: this.#properties(node, depth) };
      case 'ArrayExpression':
      case 'TupleExpression':
        return { kind: 'list', items: operandsOf(node).map((item) => this.value(item, depth + 1)) };
      default:
        return unknown;
    }
  }

  /** Where a name, a member or a callee leads; `?` stands for what cannot be told. */
  path(node: SyntaxNode | null, depth = 0): string {
    if (node === null || depth > MAX_CHAIN) return '?';
    switch (node.name) {
      case 'VariableName':
        return this.#names.path(this.written(node));
      case 'this':
        return 'this';
      case 'MemberExpression':
        return `${this.path(node.firstChild, depth + 1)}.${this.#member(node)}`;
      case 'CallExpression':
        return this.#module(node) ?? `${this.path(node.firstChild, depth + 1)}()`;
      case 'NewExpression':
        return `${this.path(calleeOf(node), depth + 1)}()`;
      case 'DynamicImport':
        return moduleName(this.value(node.getChild('String')));
      case 'InstantiationExpression':
        return this.path(node.firstChild, depth + 1);
      case 'ParenthesizedExpression':
      case 'SequenceExpression':
      case 'AwaitExpression':
        return this.path(lastOperand(node), depth + 1);
      case 'BinaryExpression':
        return isCast(node) ? this.path(node.firstChild, depth + 1) : '?';
      default:
        return '?';
    }
  }

  #member(node: SyntaxNode): string {
    const last = node.lastChild;
    if (last?.name === ']') {
      const key = last.prevSibling;
      return key?.name === 'String' ? content(this.written(key)) : '?';
    }
    return last === null ? '?' : this.written(last);
  }

  /** `require('node:fs')` is the module `fs`. */
  #module(call: SyntaxNode): string | undefined {
    const callee = call.firstChild;
    if (callee?.name !== 'VariableName' || this.written(callee) !== 'require') return undefined;
    const name = this.value(call.getChild('ArgList')?.getChild('String') ?? null);
    return name.kind === 'text' ? moduleName(name) : undefined;
  }

  /** What is inserted may be fixed itself: a constant of the file. */
  #template(node: SyntaxNode, depth: number): Value {
    const insertions = childrenOf(node).filter(({ name }) => name === 'Interpolation' || name === 'FormatReplacement');
    if (insertions.length === 0) return { kind: 'text', text: content(this.written(node)) };
    const parts: Value[] = [];
    const opening = /^[A-Za-z]{0,2}(?:"""|'''|["'`])/.exec(this.#text.slice(node.from, node.from + 8))?.[0] ?? '';
    let from = node.from + opening.length;
    for (const insertion of insertions) {
      parts.push({ kind: 'text', text: this.#text.slice(from, insertion.from) });
      parts.push(this.value(insertion.firstChild?.nextSibling ?? null, depth + 1));
      from = insertion.to;
    }
    parts.push({ kind: 'text', text: this.#text.slice(from, node.to).replace(/(?:"""|'''|["'`])$/, '') });
    return joined(parts);
  }

  #binary(node: SyntaxNode, depth: number): Value {
    if (isCast(node)) return this.value(node.firstChild, depth + 1);
    const operator = node.getChild('ArithOp');
    const sign = operator === null ? '' : this.written(operator);
    if (sign === '%') {
      const left = this.value(node.firstChild, depth + 1);
      return left.kind === 'text' || left.kind === 'built' ? filledIn(left.text.replaceAll(conversion, GAP)) : unknown;
    }
    if (sign !== '+') return unknown;
    return joined(this.#summands(node).map((part) => this.value(part, depth + 1)));
  }

  /** `a + b + c` nests to the left, as deep as it is long. */
  #summands(node: SyntaxNode): readonly SyntaxNode[] {
    const parts: SyntaxNode[] = [];
    let at: SyntaxNode | null = node;
    while (at !== null && at.name === 'BinaryExpression' && parts.length < MAX_CHILDREN) {
      const operator: SyntaxNode | null = at.getChild('ArithOp');
      if (operator === null || this.written(operator) !== '+') break;
      if (at.lastChild !== null) parts.unshift(at.lastChild);
      at = at.firstChild;
    }
    return at === null ? parts : [at, ...parts];
  }

  #result(node: SyntaxNode, depth: number): Value {
    const module = node.name === 'CallExpression' ? this.#module(node) : undefined;
    if (module !== undefined) return { kind: 'name', path: module };
    const callee = calleeOf(node);
    if (callee?.name === 'MemberExpression' && /^(?:format|format_map|join|concat)$/.test(this.#member(callee))) {
      const made = this.#madeOf(callee, node, depth);
      if (made !== undefined) return made;
    }
    const path = this.path(callee);
    const [first] = argumentsOf(node);
    // A function made of another does what that does.
    if (/(?:^|\.)promisify$/.test(path) && first !== undefined) return this.value(first, depth + 1);
    return { kind: 'call', callee: path };
  }

  /** `'…'.format(x)`, `' '.join(parts)`, `['a', b].join(' ')`, `'a'.concat(b)`. */
  #madeOf(callee: SyntaxNode, call: SyntaxNode, depth: number): Value | undefined {
    const base = this.value(callee.firstChild, depth + 1);
    const given = argumentsOf(call).map((argument) => this.value(argument, depth + 1));
    if (base.kind === 'list') return joined(base.items);
    if (base.kind !== 'text' && base.kind !== 'built') return undefined;
    if (this.#member(callee).startsWith('format')) return filledIn(base.text.replaceAll(/\{[^{}]{0,100}\}/g, GAP));
    const [first] = given;
    return joined([base, ...(first?.kind === 'list' ? first.items : given)]);
  }

  #properties(node: SyntaxNode, depth: number): ReadonlyMap<string, Value> {
    const found = new Map<string, Value>();
    for (const child of childrenOf(node)) {
      if (child.name === 'Property') {
        const name = this.propertyName(child);
        if (name !== undefined) found.set(name, this.value(child.lastChild, depth + 1));
      } else if (child.name === ':' && child.prevSibling?.name === 'String') {
        found.set(content(this.written(child.prevSibling)), this.value(child.nextSibling, depth + 1));
      }
    }
    return found;
  }

  /** The name of a property with a value; `undefined` for a computed one, a method, or a mere name. */
  propertyName(property: SyntaxNode): string | undefined {
    const key = property.firstChild;
    if (key === null || property.getChild(':') === null) return undefined;
    if (key.name === 'PropertyDefinition') return this.written(key);
    return key.name === 'String' ? content(this.written(key)) : undefined;
  }
}

/** What `%` fills in: `%s`, `%(name)05.2f`. */
const conversion = /%(?:\(\w{1,60}\))?[#0 +-]{0,5}\d{0,3}(?:\.\d{1,3})?[a-zA-Z]/g;

const filledIn = (text: string): Value => ({ kind: 'built', text });

/** What a call calls. */
export function calleeOf(node: SyntaxNode): SyntaxNode | null {
  return node.name === 'NewExpression' ? (node.firstChild?.nextSibling ?? null) : node.firstChild;
}

const signs = new Set(['(', ')', '[', ']', '{', '}', ',', 'await', 'LineComment', 'BlockComment', 'Comment']);

/** Children that are expressions, up to a limit. */
function operandsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !signs.has(name));
}

function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = call.getChild('ArgList');
  return list === null ? [] : operandsOf(list);
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null && children.length < MAX_CHILDREN; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

const lastOperand = (node: SyntaxNode): SyntaxNode | null => operandsOf(node).at(-1) ?? null;

/** `x as T`, `x satisfies T`. */
const isCast = (node: SyntaxNode): boolean => node.getChild('as') !== null || node.getChild('satisfies') !== null;

/** A module's name as it is told apart here: without `node:`. */
export function moduleName(value: Value): string {
  return value.kind === 'text' ? value.text.replace(/^node:/, '') : '?';
}

/** What stands between the quotes of a string, escapes as they are. */
function content(written: string): string {
  const inner = written.replace(/^[A-Za-z]{0,2}(?=["'`])/, '');
  const quote = /^(?:"""|'''|["'`])/.exec(inner)?.[0] ?? '';
  const end = quote !== '' && inner.length >= 2 * quote.length && inner.endsWith(quote) ? -quote.length : undefined;
  return inner.slice(quote.length, end);
}
