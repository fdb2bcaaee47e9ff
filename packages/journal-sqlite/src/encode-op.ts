import { createHash } from 'node:crypto';
import { encodeEvent, type RunEvent, type RunRecord } from '@codomyrmex/dag';
import type { SqlValue } from './driver.ts';
import type { EventCells, RunEnd, WriteOp } from './write-op.ts';

/** The last one: runs that begin one after the other are mostly of one workflow, and its digest costs twice what storing it does. */
let known = { definition: '', digest: '' };

function digestOf(definition: string): string {
  if (definition !== known.definition) {
    known = { definition, digest: createHash('sha256').update(definition).digest('hex') };
  }
  return known.digest;
}

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
    digest: digestOf(definition),
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
