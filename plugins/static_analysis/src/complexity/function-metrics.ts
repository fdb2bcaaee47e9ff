import type { SyntaxNode } from '@codomyrmex/syntax-trees';
import type { Role, SyntaxProfile } from '../language/syntax-profile.ts';
import { structureOf } from './structure.ts';

/** What is measured of one function. Functions within it are measured by themselves and not added to it. */
export interface FunctionMetrics {
  /** With the names of the classes around it: `Parser.next`. `(anonymous)` where it has none. */
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  readonly parameters: number;
  /** Paths: 1, and one more for each fork. */
  readonly cyclomatic: number;
  /** How hard the flow is to follow: forks count more the deeper they stand. */
  readonly cognitive: number;
  /** How deep ifs, loops, switches and catches stand inside each other. */
  readonly nesting: number;
}

export interface FileMetrics {
  readonly functions: readonly FunctionMetrics[];
  /** Forks outside of all functions. */
  readonly topLevel: number;
  /** Nodes of catch, except and rescue clauses. */
  readonly catches: readonly SyntaxNode[];
}

interface Measuring {
  readonly node: SyntaxNode;
  readonly name: string;
  forks: number;
  cognitive: number;
  depth: number;
  deepest: number;
}

/** What is open around the current event. */
type Frame =
  | { readonly kind: 'function'; readonly end: number; readonly measuring: Measuring; readonly outer: Measuring }
  | { readonly kind: 'scope'; readonly end: number }
  | { readonly kind: 'nest'; readonly end: number };

/**
 * Some names stand outside of their functions (`const f = () => …`), and the way there costs a way down from the root:
 * with many functions in a tree that is made to be deep, the square of its size.
 */
const MAX_NAMING_MILLISECONDS = 1_000;

/** Measures every function of a file in one pass over its structure; no recursion, so no depth of nesting is too deep. */
export function measureFunctions(root: SyntaxNode, profile: SyntaxProfile): FileMetrics {
  const file = measuring(root, '');
  const measured: Measuring[] = [];
  const catches: SyntaxNode[] = [];
  const open: Frame[] = [];
  const scopes: (string | undefined)[] = [];
  const namesUntil = performance.now() + MAX_NAMING_MILLISECONDS;
  let current = file;
  for (const { roles, node, start, end } of structureOf(root, profile)) {
    for (let frame = open.at(-1); frame !== undefined && frame.end <= start; frame = open.at(-1)) {
      open.pop();
      if (frame.kind === 'nest') current.depth--;
      else if (frame.kind === 'function') current = frame.outer;
      else scopes.pop();
    }
    if (roles.includes('catch')) catches.push(node);
    if (roles.includes('scope')) {
      open.push({ kind: 'scope', end });
      scopes.push(profile.nameOf(node));
    }
    if (roles.includes('function')) {
      const name = performance.now() < namesUntil ? profile.nameOf(node) : undefined;
      const opened = measuring(node, qualifiedName(scopes, name));
      measured.push(opened);
      open.push({ kind: 'function', end, measuring: opened, outer: current });
      current = opened;
      continue;
    }
    count(current, roles);
    if (nests(roles)) {
      open.push({ kind: 'nest', end });
      current.depth++;
      current.deepest = Math.max(current.deepest, current.depth);
    }
  }
  return { functions: measured.map((one) => metrics(one, profile)), topLevel: file.forks, catches };
}

const measuring = (node: SyntaxNode, name: string): Measuring => ({
  node,
  name,
  forks: 0,
  cognitive: 0,
  depth: 0,
  deepest: 0,
});

function count(current: Measuring, roles: readonly Role[]): void {
  if (roles.some((role) => forks.has(role))) current.forks++;
  for (const role of roles) {
    if (role === 'else' || role === 'jump') current.cognitive++;
  }
  if (roles.includes('logical') && !roles.includes('same')) current.cognitive++;
  if (nests(roles) || roles.includes('ternary')) current.cognitive += 1 + current.depth;
}

const forks: ReadonlySet<Role> = new Set(['branch', 'ternary', 'elif', 'logical', 'path', 'case']);

/** An `elif` stands inside the `if` that it continues, at the same depth for a reader. */
const nests = (roles: readonly Role[]): boolean =>
  (roles.includes('branch') && !roles.includes('elif')) || roles.includes('switch');

function qualifiedName(scopes: readonly (string | undefined)[], name: string | undefined): string {
  const around = scopes.slice(-3).filter((scope) => scope !== undefined);
  return [...around, name ?? '(anonymous)'].join('.');
}

function metrics({ node, name, forks, cognitive, deepest }: Measuring, profile: SyntaxProfile): FunctionMetrics {
  return {
    name,
    line: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
    parameters: profile.parametersOf(node),
    cyclomatic: forks + 1,
    cognitive,
    nesting: deepest,
  };
}
