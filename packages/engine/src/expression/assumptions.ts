import type { ASTNode } from '@marcbachmann/cel-js';
import type { Reference } from './reference.ts';
import { loopNames } from './rewriting.ts';
import { referenceOf, staticChain } from './static-chain.ts';

/** Any item of a list, or any key of a map, as a loop goes through them. */
export const anyItem = Symbol('any item');
/** A member that is computed. */
export const anyMember = Symbol('any member');
/** What a filter leaves: a list of items, of a map one of its keys. */
export const filtered = Symbol('filtered');

export type ShapePath = readonly (string | number | typeof anyItem | typeof anyMember | typeof filtered)[];

/** What an expression takes for granted of the data that it reads, beside what its references name. */
export type Assumption = {
  readonly reference: Reference;
  /** From what the reference stands for to the value that is meant. */
  readonly below: ShapePath;
  /** Where in the expression it is taken for granted. */
  readonly offset: number;
} & (
  | {
      /** That there is such a value. */
      readonly kind: 'member';
    }
  | {
      /** That the value can be this one, with which it is compared. */
      readonly kind: 'value';
      readonly value: string | number | boolean;
      /** `==` is false for ever without it; what `!=` and `in` give may depend on others, as in conditions that workflows share. */
      readonly by: '==' | '!=' | 'in';
    }
);

/** Where a value comes from, as far as that is written out. */
type Origin = Pick<Assumption, 'reference' | 'below'>;

/** Names that loops around a place give. */
type Bound = ReadonlyMap<string, Origin | undefined>;

const isTelling = /[=!]=|\bin\b|\]|\b(?:all|exists|exists_one|filter|map|bind)\b/;

/** What an expression assumes whose rewriting has succeeded: its depth and its loops are limited. */
export function assumptionsOf(written: string, ast: ASTNode): readonly Assumption[] {
  if (!isTelling.test(written)) return [];
  const reading = new Reading();
  reading.origin(ast, new Map());
  return reading.found;
}

class Reading {
  readonly found: Assumption[] = [];

  /** Reads all of a node. */
  origin(node: ASTNode, bound: Bound): Origin | undefined {
    switch (node.op) {
      case 'value':
        return undefined;
      case 'id':
      case '.':
      case '[]':
        return this.#accessed(node, bound);
      case '.?':
      case '!_':
      case '-_':
        return this.#each([node.op === '.?' ? node.args[0] : node.args], bound);
      case 'call':
        return this.#each(calledWith(node), bound);
      case 'rcall':
        return this.#method(node, bound);
      case 'map':
        return this.#each(node.args.flat(), bound);
      case '==':
      case '!=':
        return this.#compared(node.op, node.args, bound);
      case 'in':
        return this.#among(node.args, bound);
      default:
        return this.#each(node.args, bound);
    }
  }

  #each(nodes: readonly ASTNode[], bound: Bound): undefined {
    for (const node of nodes) this.origin(node, bound);
  }

  /** A name, and what is written behind it. Members that are part of a reference are checked with it. */
  #accessed(node: ASTNode, bound: Bound): Origin | undefined {
    const below: ShapePath[number][] = [];
    let at = node;
    for (;;) {
      const chain = staticChain(at);
      if (chain !== undefined && !bound.has(chain.root)) {
        return this.#member({ reference: referenceOf(chain), below: [] }, below.reverse(), chain.offset);
      }
      if (at.op === '.') {
        below.push(at.args[1]);
        at = at.args[0];
      } else if (at.op === '[]') {
        below.push(this.#index(at.args[1], bound));
        at = at.args[0];
      } else break;
    }
    const base = at.op === 'id' ? bound.get(at.args) : this.origin(at, bound);
    return base === undefined ? undefined : this.#member(base, below.reverse(), at.start);
  }

  #index(node: ASTNode, bound: Bound): ShapePath[number] {
    this.origin(node, bound);
    const value = literal(node);
    return typeof value === 'string' || typeof value === 'number' ? value : anyMember;
  }

  #member({ reference, below }: Origin, more: ShapePath, offset: number): Origin {
    if (more.length === 0) return { reference, below };
    const origin = { reference, below: [...below, ...more] };
    this.found.push({ ...origin, offset, kind: 'member' });
    return origin;
  }

  #method(node: ASTNode & { op: 'rcall' }, bound: Bound): Origin | undefined {
    const [name, receiver, args] = node.args;
    const [variable, ...rest] = args;
    if (name === 'bind' && rest.length === 2) {
      const [value, body] = rest;
      if (value === undefined || body === undefined) return undefined;
      return this.origin(body, withName(bound, variable, this.origin(value, bound)));
    }
    const origin = this.origin(receiver, bound);
    if (!loopNames.has(name) || rest.length === 0) return this.#each(args, bound);
    const item = origin === undefined ? undefined : this.#member(origin, [anyItem], receiver.start);
    this.#each(rest, withName(bound, variable, item));
    return name === 'filter' && origin !== undefined ? { ...origin, below: [...origin.below, filtered] } : undefined;
  }

  #compared(by: '==' | '!=', [left, right]: readonly [ASTNode, ASTNode], bound: Bound): undefined {
    this.#is(this.origin(left, bound), by, right);
    this.#is(this.origin(right, bound), by, left);
  }

  #among([value, list]: readonly [ASTNode, ASTNode], bound: Bound): undefined {
    const origin = this.origin(value, bound);
    if (list.op === 'list') for (const item of list.args) this.#is(origin, 'in', item);
    const all = this.origin(list, bound);
    if (all !== undefined) this.#is({ ...all, below: [...all.below, anyItem] }, 'in', value);
  }

  #is(origin: Origin | undefined, by: '==' | '!=' | 'in', node: ASTNode): void {
    const value = literal(node);
    if (origin === undefined || value === undefined) return;
    this.found.push({ ...origin, offset: node.start, kind: 'value', value, by });
  }
}

/** What `has` asks for need not be there. */
function calledWith({ args: [name, args] }: ASTNode & { op: 'call' }): readonly ASTNode[] {
  const [first] = args;
  return name === 'has' && first?.op === '.' ? [first.args[0]] : args;
}

function withName(bound: Bound, variable: ASTNode | undefined, origin: Origin | undefined): Bound {
  return variable?.op === 'id' ? new Map([...bound, [variable.args, origin]]) : bound;
}

function literal(node: ASTNode): string | number | boolean | undefined {
  if (node.op !== 'value') return undefined;
  const { args: value } = node;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
