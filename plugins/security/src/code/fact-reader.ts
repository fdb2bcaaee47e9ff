import type { SyntaxNode, Tree } from '@lezer/common';
import { calleeOf, childrenOf, Expressions } from './expressions.ts';
import type { Call, Fact } from './fact.ts';
import { importDeclaration, importStatement } from './imported-names.ts';
import { Names } from './names.ts';
import { joined, type Value } from './value.ts';

const functions = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunction',
  'MethodDeclaration',
  'FunctionDefinition',
  'LambdaExpression',
]);
const classes = new Set(['ClassDeclaration', 'ClassExpression', 'ClassDefinition']);
const assigning = new Set([
  'VariableDeclaration',
  'AssignmentExpression',
  'AssignStatement',
  'Property',
  'PropertyDeclaration',
]);

const entered = new Set([
  ...functions,
  ...classes,
  ...assigning,
  'VariableDefinition',
  'ImportDeclaration',
  'ImportStatement',
  'CallExpression',
  'NewExpression',
]);
const left = new Set([...functions, ...classes, ...assigning, 'UpdateStatement', 'as', 'JSXAttribute']);
const NODES_PER_LOOK = 256;

/** Calls and settings of a file, in the order of its text; `undefined` where `isOver` said so before its end. */
export function factsOf(text: string, tree: Tree, isOver: () => boolean): readonly Fact[] | undefined {
  const reader = new FactReader(text);
  let nodes = 0;
  let hasEnded = false;
  tree.iterate({
    enter: (node) => {
      hasEnded ||= ++nodes % NODES_PER_LOOK === 0 && isOver();
      if (hasEnded) return false;
      // A node of its own costs a way through those around it, so it is made only where something is read.
      if (entered.has(node.name)) reader.enter(node.name, node.node);
      return true;
    },
    leave: (node) => {
      if (!hasEnded && left.has(node.name)) reader.leave(node.name, node.node);
    },
  });
  return hasEnded ? undefined : reader.facts;
}

/** Goes once through a tree, and knows at every place what the names before it mean. */
class FactReader {
  readonly facts: Fact[] = [];
  readonly #names = new Names();
  readonly #expressions: Expressions;
  /** What the statements around assign to, the innermost last. */
  readonly #targets: (string | undefined)[] = [];

  constructor(text: string) {
    this.#expressions = new Expressions(text, this.#names);
  }

  enter(name: string, node: SyntaxNode): void {
    if (functions.has(name)) this.#enterFunction(node);
    else if (classes.has(name)) this.#enterClass(node);
    else if (assigning.has(name)) this.#targets.push(this.#firstTarget(node));
    else if (name === 'VariableDefinition') this.#renameTarget(node);
    else if (name === 'ImportDeclaration') importDeclaration(node, this.#expressions, this.#names);
    else if (name === 'ImportStatement') importStatement(node, { expressions: this.#expressions, names: this.#names });
    else if (name === 'CallExpression' || name === 'NewExpression') this.facts.push(this.#call(node));
  }

  leave(name: string, node: SyntaxNode): void {
    if (functions.has(name) || classes.has(name)) this.#names.leave();
    if (functions.has(name) || assigning.has(name)) this.#targets.pop();
    switch (name) {
      case 'VariableDeclaration':
        return this.#declare(node);
      case 'AssignmentExpression':
        return this.#assign([node.firstChild], node);
      case 'AssignStatement':
        return this.#assign(
          childrenOf(node)
            .filter((child) => child.nextSibling?.name === 'AssignOp' || child.nextSibling?.name === 'TypeDef')
            .filter((child) => child.prevSibling?.name !== ','),
          node,
        );
      case 'UpdateStatement':
        return this.#assign([node.firstChild], node);
      case 'as':
        return this.#bindContext(node);
      case 'Property':
        return this.#setProperty(node);
      case 'JSXAttribute':
        return this.#setAttribute(node);
      default:
        return undefined;
    }
  }

  #enterFunction(node: SyntaxNode): void {
    const name = node.getChild('VariableDefinition') ?? node.getChild('VariableName');
    if (name !== null && node.name !== 'LambdaExpression') this.#names.own(this.#expressions.written(name));
    this.#names.enter();
    this.#targets.push(undefined);
    const list = node.getChild('ParamList');
    for (const parameter of list === null ? [] : parametersOf(list)) {
      this.#names.own(this.#expressions.written(parameter));
    }
  }

  #enterClass(node: SyntaxNode): void {
    const name = node.getChild('VariableDefinition') ?? node.getChild('VariableName');
    if (name !== null) this.#names.own(this.#expressions.written(name));
    this.#names.enter(true);
  }

  #firstTarget(node: SyntaxNode): string | undefined {
    const first = node.firstChild;
    return first === null ? undefined : lastPart(this.#expressions.written(first));
  }

  /** A declaration can have several: `const a = 1, token = f()`. */
  #renameTarget(node: SyntaxNode): void {
    if (node.parent?.name === 'VariableDeclaration' && this.#targets.length > 0) {
      this.#targets[this.#targets.length - 1] = this.#expressions.written(node);
    }
  }

  #declare(node: SyntaxNode): void {
    let target: SyntaxNode | undefined;
    for (const child of childrenOf(node)) {
      if (child.name === 'VariableDefinition' || child.name === 'ObjectPattern') target = child;
      if (child.name !== 'Equals' || target === undefined) continue;
      const value = this.#expressions.value(child.nextSibling);
      if (target.name === 'ObjectPattern') this.#destructure(target, value);
      else this.#names.assign(this.#expressions.written(target), value);
    }
  }

  /** `const { exec: run } = require('child_process')`. */
  #destructure(pattern: SyntaxNode, value: Value): void {
    for (const property of pattern.getChildren('PatternProperty')) {
      const local = property.getChild('VariableDefinition');
      if (local === null) continue;
      const name = this.#expressions.written(property.getChild('PropertyName') ?? local);
      if (value.kind === 'name') this.#names.alias(this.#expressions.written(local), `${value.path}.${name}`);
      else this.#names.own(this.#expressions.written(local));
    }
  }

  #assign(targets: readonly (SyntaxNode | null)[], statement: SyntaxNode): void {
    const given = this.#expressions.value(statement.lastChild);
    const isUpdate = statement.getChild('UpdateOp') !== null;
    for (const target of targets) {
      if (target?.name === 'VariableName') {
        const name = this.#expressions.written(target);
        this.#names.assign(name, isUpdate ? joined([this.#names.value(name), given]) : given);
      } else if (target?.name === 'MemberExpression') {
        const path = this.#expressions.path(target);
        this.facts.push({ kind: 'setting', target: path, name: lastPart(path), value: given, at: target.from });
      }
    }
  }

  /** `with sqlite3.connect(path) as connection`. */
  #bindContext(as: SyntaxNode): void {
    if (as.parent?.name !== 'WithStatement' || as.nextSibling?.name !== 'VariableName') return;
    this.#names.assign(this.#expressions.written(as.nextSibling), this.#expressions.value(as.prevSibling));
  }

  #setProperty(node: SyntaxNode): void {
    const name = this.#expressions.propertyName(node);
    if (name === undefined) return;
    const value = this.#expressions.value(node.lastChild);
    this.facts.push({ kind: 'setting', target: name, name, value, at: node.from });
  }

  #setAttribute(node: SyntaxNode): void {
    const name = node.getChild('JSXIdentifier');
    if (name === null) return;
    const written = this.#expressions.written(name);
    const value = this.#expressions.value(node.getChild('JSXEscape')?.firstChild?.nextSibling ?? null);
    this.facts.push({ kind: 'setting', target: written, name: written, value, at: node.from });
  }

  #call(node: SyntaxNode): Call {
    const callee = calleeOf(node);
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    let hasSpread = false;
    const list = node.getChild('ArgList');
    for (const child of list === null ? [] : childrenOf(list)) {
      const before = child.prevSibling?.name;
      if (child.name === 'AssignOp' && child.prevSibling !== null) {
        named.set(this.#expressions.written(child.prevSibling), this.#expressions.value(child.nextSibling));
      } else if (/^(?:\*\*?|Spread|\.\.\.)$/.test(child.name)) {
        hasSpread = true;
      } else if ((before === '(' || before === ',') && child.name !== ')' && child.nextSibling?.name !== 'AssignOp') {
        positional.push(this.#expressions.value(child));
      }
    }
    return {
      kind: 'call',
      callee: this.#expressions.path(callee),
      isNew: node.name === 'NewExpression',
      positional,
      named,
      hasSpread,
      assignedTo: this.#targets.at(-1),
      at: this.#placeOf(node, callee),
    };
  }

  /** Where a call is shown: at the name that is called, where a chain of calls goes over several lines. */
  #placeOf(node: SyntaxNode, callee: SyntaxNode | null): number {
    const last = callee?.name === 'MemberExpression' ? callee.lastChild : null;
    if (last === null) return node.from;
    const isLong = last.from - node.from > MAX_LINE;
    return isLong || this.#expressions.written({ from: node.from, to: last.from }).includes('\n')
      ? last.from
      : node.from;
  }
}

const MAX_LOOK = 500;
const MAX_LINE = 500;

/** Names that a list of parameters makes, those of patterns included. */
function parametersOf(list: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const cursor = list.cursor();
  for (let looked = 0; looked < MAX_LOOK && cursor.next() && cursor.from < list.to; looked++) {
    if (cursor.name === 'VariableDefinition') found.push(cursor.node);
    const { node } = cursor;
    if (cursor.name === 'VariableName' && node.parent?.name === 'ParamList' && node.prevSibling?.name !== 'AssignOp') {
      found.push(node);
    }
  }
  return found;
}

const lastPart = (path: string): string => /[^.]*$/.exec(path)?.[0] ?? path;
