import type { ASTNode } from '@marcbachmann/cel-js';
import { FaultyExpression, type Reference } from './reference.ts';

/** A name with the members that are written out behind it: `a.b["c"][0]`. */
export interface StaticChain {
  readonly root: string;
  readonly path: readonly (string | number)[];
  readonly offset: number;
}

/** The chain that the node is, or `undefined` when anything in it is computed. */
export function staticChain(node: ASTNode): StaticChain | undefined {
  const path: (string | number)[] = [];
  let at = node;
  while (at.op !== 'id') {
    const segment = segmentOf(at);
    if (segment === undefined) return undefined;
    path.push(segment.key);
    at = segment.of;
  }
  return { root: at.args, path: path.reverse(), offset: at.start };
}

function segmentOf(node: ASTNode): { readonly key: string | number; readonly of: ASTNode } | undefined {
  if (node.op === '.') return { key: node.args[1], of: node.args[0] };
  if (node.op !== '[]') return undefined;
  const [of, index] = node.args;
  if (index.op !== 'value') return undefined;
  if (typeof index.args === 'string') return { key: index.args, of };
  return typeof index.args === 'bigint' ? { key: Number(index.args), of } : undefined;
}

/**
 * What a chain refers to.
 * @throws FaultyExpression when it is all steps at once: which ones an expression reads must be known before it runs.
 */
export function referenceOf({ root, path, offset }: StaticChain): Reference {
  const [first, ...rest] = path;
  switch (root) {
    case 'steps':
      if (typeof first !== 'string') throw new FaultyExpression(computedStep(offset));
      return { kind: 'step', step: first, path: rest, offset };
    case 'params':
      if (typeof first !== 'string') return { kind: 'parameters', path, offset };
      return { kind: 'parameter', parameter: first, path: rest, offset };
    case 'run':
      return { kind: 'run', path, offset };
    default:
      return { kind: 'name', name: root, path, offset };
  }
}

const computedStep = (offset: number) =>
  ({
    code: 'dynamic_reference',
    message: 'which step is meant must be written out',
    offset,
    suggestion: 'write steps["name"] or steps.name',
  }) as const;
