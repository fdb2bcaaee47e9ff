import { createHash } from 'node:crypto';
import { encodeEvent, type RunEvent, type RunRecord } from '@codomyrmex/dag';
import type { SqlValue } from './driver.ts';
import type { EventCells, RunEnd, WriteOp } from './write-op.ts';

export function beginOp(run: number, claim: number, record: RunRecord, events: readonly RunEvent[]): WriteOp {
  const definition = JSON.stringify(record.definition);
  return {
    kind: 'begin',
    run,
    claim,
    uid: record.id,
    workflow: record.workflow,
    createdAt: record.createdAt,
    workspace: record.workspace,
    parameters: JSON.stringify(record.parameters),
    definition,
    digest: createHash('sha256').update(definition).digest('hex'),
    cells: cellsOf(run, 0, events),
    end: endOf(events),
  };
}

export function appendOp(run: number, position: number, events: readonly RunEvent[]): WriteOp {
  return { kind: 'append', run, cells: cellsOf(run, position, events), end: endOf(events) };
}

function cellsOf(run: number, position: number, events: readonly RunEvent[]): EventCells {
  const cells: SqlValue[] = [];
  for (const event of events) {
    const { type, task, attempt, at, data } = encodeEvent(event);
    cells.push(run, position++, type, task, attempt, at, data);
  }
  return cells;
}

/** An end is the last event of its run. */
function endOf(events: readonly RunEvent[]): RunEnd | undefined {
  const last = events.at(-1);
  return last?.type === 'run_ended' ? { at: last.at, status: last.status } : undefined;
}
