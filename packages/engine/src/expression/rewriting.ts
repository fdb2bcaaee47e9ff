import type { ASTNode } from '@marcbachmann/cel-js';
import { FaultyExpression, type Reference } from './reference.ts';
import { checkFunction, checkPattern } from './refused-functions.ts';
import { referenceOf, staticChain } from './static-chain.ts';

/** An expression as it is evaluated. */
export interface Rewritten {
  readonly source: string;
  /** What the names `<prefix>0`, `<prefix>1`, … in `source` stand for. */
  readonly references: readonly Reference[];
  readonly prefix: string;
  /** The offset in the written expression of what stands at `offset` in `source`. */
  readonly originOf: (offset: number) => number;
}

interface Surroundings {
  /** Names that loops around this place give. */
  readonly bound: ReadonlySet<string>;
  readonly loops: number;
}

const MAX_LOOPS = 2;
/** The functions that go through a list with a name for its items. */
export const loopNames: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
const optionalMacros = new Set(['or', 'orValue']);
const typeNames = new Set(['string', 'bool', 'int', 'uint', 'double', 'map', 'list', 'bytes', 'null_type', 'type']);
/** `counted`: with calls that count what the evaluation costs, where it can cost much. */
export type Purpose = 'checked' | 'counted';

/** Whether an expression has loops, or makes large values out of small ones. */
export const isCostly = (written: string): boolean => /\+|\b(?:all|exists|exists_one|filter|map|bind)\b/.test(written);

/**
 * Rewrites a parsed expression so that everything it refers to is one plain name, with brackets around every operation.
 * So a step may be called `list` or `any-name`, a missing member can be told with what is there, and members of data are
 * read by us.
 * @throws FaultyExpression for what is refused: JavaScript's regular expressions and durations (both have inputs that take
 * minutes), loops in loops in loops, steps that are not written out.
 */
export function rewrite(written: string, ast: ASTNode, purpose: Purpose): Rewritten {
  return new Rewriting(written, purpose).of(ast);
}

class Rewriting {
  readonly #written: string;
  readonly #prefix: string;
  readonly #counts: boolean;
  readonly #comparesTypes: boolean;
  readonly #references: Reference[] = [];
  /** Pairs of an offset in the result and one in what was written. */
  readonly #origins: (readonly [number, number])[] = [];
  #source = '';

  constructor(written: string, purpose: Purpose) {
    this.#written = written;
    let prefix = 'value';
    while (written.includes(prefix)) prefix += '_';
    this.#prefix = prefix;
    this.#counts = purpose === 'counted';
    this.#comparesTypes = /\btype\s*\(/.test(written);
  }

  of(ast: ASTNode): Rewritten {
    this.#node(ast, { bound: new Set(), loops: 0 });
    const origins = this.#origins;
    return {
      source: this.#source,
      references: this.#references,
      prefix: this.#prefix,
      originOf: (offset) => origins.findLast(([made]) => made <= offset)?.[1] ?? 0,
    };
  }

  #node(node: ASTNode, around: Surroundings): void {
    this.#origins.push([this.#source.length, node.start]);
    switch (node.op) {
      case 'value':
        return this.#put(this.#written.slice(node.start, node.end));
      case 'id':
      case '.':
      case '[]':
      case '.?':
      case '[?]':
        return this.#access(node, around);
      case 'call':
        return this.#call(node, around);
      case 'rcall':
        return this.#method(node, around);
      case 'list':
        return this.#listed('[', node.args, ']', around);
      case 'map':
        return this.#map(node.args, around);
      case '?:':
        return this.#ternary(node.args, around);
      case '!_':
      case '-_':
        this.#put(`(${node.op[0]}`);
        this.#node(node.args, around);
        return this.#put(')');
      default:
        return this.#binary(node.op, node.args, around);
    }
  }

  #access(node: ASTNode & { op: 'id' | '.' | '[]' | '.?' | '[?]' }, around: Surroundings): void {
    const chain = staticChain(node);
    if (chain !== undefined && !around.bound.has(chain.root) && !this.#isType(node)) {
      this.#put(`${this.#prefix}${this.#references.length}`);
      this.#references.push(referenceOf(chain));
      return;
    }
    switch (node.op) {
      case 'id':
        return this.#put(node.args);
      case '.':
      case '.?':
        this.#node(node.args[0], around);
        return this.#put(`${node.op}${node.args[1]}`);
      case '[]':
      case '[?]':
        this.#node(node.args[0], around);
        this.#put(node.op.slice(0, -1));
        this.#node(node.args[1], around);
        return this.#put(']');
    }
  }

  /** CEL's names of types mean types only where a type is asked for; elsewhere they may be steps. */
  #isType(node: ASTNode): boolean {
    return this.#comparesTypes && node.op === 'id' && typeNames.has(node.args);
  }

  #call(node: ASTNode & { op: 'call' }, around: Surroundings): void {
    const [name, args] = node.args;
    checkFunction(name, node.start);
    const [first, second] = args;
    if (name === 'has' && first?.op === '.') {
      this.#put('has(');
      this.#node(first.args[0], around);
      return this.#put(`.${first.args[1]})`);
    }
    if (name === 're' && second !== undefined) checkPattern(second);
    this.#counted('made', () => {
      this.#put(name);
      this.#arguments(args, around);
    });
  }

  #method(node: ASTNode & { op: 'rcall' }, around: Surroundings): void {
    const [name, receiver, args] = node.args;
    checkFunction(name, receiver.end);
    if (loopNames.has(name) && args.length >= 2) return this.#loop(node, around);
    if (name === 'bind' && args.length === 3) return this.#bind(node, around);
    const isOptional = receiver.op === 'id' && receiver.args === 'optional' && !around.bound.has('optional');
    this.#counted('made', () => {
      if (isOptional) this.#put('optional');
      else if (optionalMacros.has(name)) this.#node(receiver, around);
      else this.#counted('read', () => this.#node(receiver, around));
      this.#put(`.${name}`);
      if (optionalMacros.has(name)) this.#listed('(', args, ')', around);
      else this.#arguments(args, around);
    });
  }

  #loop(node: ASTNode & { op: 'rcall' }, around: Surroundings): void {
    const [name, receiver, [variable, ...bodies]] = node.args;
    if (around.loops >= MAX_LOOPS) {
      throw new FaultyExpression({
        code: 'expression_too_large',
        message: `${name}() stands in ${MAX_LOOPS} other loops`,
        offset: receiver.end,
        suggestion: 'do such work in an action',
      });
    }
    this.#counted('looped', () => this.#node(receiver, around));
    this.#put(`.${name}(`);
    const inside = { bound: this.#bound(variable, around), loops: around.loops + 1 };
    for (const body of bodies) {
      this.#put(', ');
      this.#counted('made', () => this.#node(body, inside));
    }
    this.#put(')');
  }

  #bind(node: ASTNode & { op: 'rcall' }, around: Surroundings): void {
    const [, , [variable, value, body]] = node.args;
    if (value === undefined || body === undefined) return;
    this.#put('cel.bind(');
    const bound = this.#bound(variable, around);
    this.#put(', ');
    this.#node(value, around);
    this.#put(', ');
    this.#node(body, { ...around, bound });
    this.#put(')');
  }

  /** Puts the variable of a loop and adds it to the names that are given here. */
  #bound(variable: ASTNode | undefined, around: Surroundings): ReadonlySet<string> {
    const name = variable?.op === 'id' ? variable.args : '';
    this.#put(name);
    return new Set([...around.bound, name]);
  }

  #arguments(args: readonly ASTNode[], around: Surroundings): void {
    this.#put('(');
    for (const [index, argument] of args.entries()) {
      if (index > 0) this.#put(', ');
      this.#counted('read', () => this.#node(argument, around));
    }
    this.#put(')');
  }

  #listed(open: string, items: readonly ASTNode[], close: string, around: Surroundings): void {
    this.#put(open);
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#put(', ');
      this.#node(item, around);
    }
    this.#put(close);
  }

  #map(entries: readonly (readonly [ASTNode, ASTNode])[], around: Surroundings): void {
    this.#put('{');
    for (const [index, [key, value]] of entries.entries()) {
      if (index > 0) this.#put(', ');
      this.#node(key, around);
      this.#put(': ');
      this.#node(value, around);
    }
    this.#put('}');
  }

  /** The branches may be of different types: what comes out is checked by the action. */
  #ternary([condition, yes, no]: readonly [ASTNode, ASTNode, ASTNode], around: Surroundings): void {
    this.#put('(');
    this.#node(condition, around);
    this.#put(' ? dyn(');
    this.#node(yes, around);
    this.#put(') : dyn(');
    this.#node(no, around);
    this.#put('))');
  }

  #binary(operator: string, [left, right]: readonly [ASTNode, ASTNode], around: Surroundings): void {
    const compares = operator === '==' || operator === '!=' || operator === 'in';
    const side = (node: ASTNode): void =>
      compares ? this.#counted('compared', () => this.#node(node, around)) : this.#node(node, around);
    const operation = (): void => {
      this.#put('(');
      side(left);
      this.#put(` ${operator} `);
      side(right);
      this.#put(')');
    };
    if (operator === '+') this.#counted('made', operation);
    else operation();
  }

  #counted(counter: 'made' | 'read' | 'looped' | 'compared', put: () => void): void {
    if (!this.#counts) return put();
    this.#put(`${counter}(`);
    put();
    this.#put(')');
  }

  #put(text: string): void {
    this.#source += text;
  }
}
