import { EVENT_WIDTH, type WriteOp } from './write-op.ts';

/** About what an operation takes: for limits, not for accounts. */
export interface Weight {
  readonly events: number;
  readonly bytes: number;
}

export function weightOf(op: WriteOp): Weight {
  if (op.kind === 'adopt') return { events: 1, bytes: 64 };
  let bytes = 64;
  for (const cell of op.cells) bytes += typeof cell === 'string' ? cell.length : 8;
  if (op.kind === 'begin') bytes += op.definition.length + op.parameters.length;
  return { events: 1 + op.cells.length / EVENT_WIDTH, bytes };
}
