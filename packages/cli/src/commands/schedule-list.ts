import { runId, UsageError } from '@codomyrmex/core';
import type { Runtime } from '@codomyrmex/engine';
import {
  nextTime,
  nextTimes,
  type Occurrence,
  type OccurrenceDocument,
  occurrenceDocument,
  type ScheduleDocument,
  type ScheduleView,
  scheduleDocument,
} from '@codomyrmex/schedules';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import type { Column } from '../output/column.ts';
import { columnsBy, table } from '../output/table.ts';

const listed = columnsBy('schedule', 'workflow', 'when', 'overlap', 'status', 'next (UTC)');
const recorded: readonly Column[] = [
  { title: 'scheduled (UTC)', whole: true },
  { title: 'decision' },
  { title: 'status' },
  { title: 'run', whole: true },
];
const MAX_NEXT = 1_000;

export function listSchedules(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { orchestrator, store } = await scope.open();
    const documents = store.schedules
      .list()
      .map(({ name }) => documentOf(store.schedules.view(name), orchestrator.clock.now()));
    if (scope.json) scope.terminal.json(documents);
    else {
      scope.terminal.data(table(listed, documents.map(rowOf), scope.terminal.outWidth));
    }
    return 0;
  });
}

export function showNext(name: string, options: CommonOptions & { readonly n: number }): Promise<void> {
  return perform(options, async (scope) => {
    const { n } = options;
    if (!Number.isSafeInteger(n) || n < 1 || n > MAX_NEXT) {
      throw new UsageError(`-n is a number from 1 to ${MAX_NEXT}`, { code: 'INVALID_PARAMETERS' });
    }
    const { orchestrator, store } = await scope.open();
    const view = store.schedules.view(name);
    const times = nextTimes(view.schedule, lastOf(view, orchestrator.clock.now()), n).map(iso);
    if (view.schedule.status === 'paused') scope.terminal.note(`${name} is paused: these times will be skipped`);
    if (scope.json) scope.terminal.json(times);
    else for (const time of times) scope.terminal.data(time);
    return 0;
  });
}

export function showHistory(name: string, options: CommonOptions & { readonly limit: number }): Promise<void> {
  return perform(options, async (scope) => {
    const { orchestrator, store } = await scope.open();
    const documents: OccurrenceDocument[] = [];
    for (const occurrence of store.schedules.history(name, { limit: options.limit })) {
      documents.push(occurrenceDocument(await asItStands(orchestrator.runtime, occurrence)));
    }
    if (scope.json) scope.terminal.json(documents);
    else {
      const rows = documents.map(({ scheduled_time, decision, status, reason, message, execution_id }) => [
        people(scheduled_time),
        decision,
        status ?? [reason, message].filter((part) => part !== null).join(': '),
        execution_id ?? '',
      ]);
      scope.terminal.data(table(recorded, rows, scope.terminal.outWidth));
    }
    return 0;
  });
}

/** The end of a run may not have been seen by anybody who serves. */
async function asItStands(runtime: Runtime, occurrence: Occurrence): Promise<Occurrence> {
  const { state } = occurrence;
  if (state.kind !== 'running') return occurrence;
  const [head] = await runtime.list({ run: runId(state.run) });
  if (head?.phase.kind !== 'ended') return occurrence;
  return { ...occurrence, state: { kind: 'ended', run: state.run, status: head.phase.status } };
}

function documentOf(view: ScheduleView, now: number): ScheduleDocument {
  const { schedule } = view;
  return scheduleDocument(schedule, schedule.status === 'paused' ? undefined : nextTime(schedule, lastOf(view, now)));
}

/** What is due but not accounted is next only where it is a single time, which may wait for somebody to serve. */
function lastOf({ schedule, accountedUntil }: ScheduleView, now: number): number {
  return schedule.timing.kind === 'at' ? accountedUntil : Math.max(accountedUntil, now);
}

function rowOf(document: ScheduleDocument): readonly string[] {
  const { name, workflow, cron, timezone, every, at, overlap, status, next } = document;
  const when = cron === null ? (every === null ? `at ${at}` : `every ${every} s`) : `${cron} (${timezone})`;
  return [name, workflow, when, overlap, status, next === null ? '' : people(next)];
}

const iso = (time: number): string => new Date(time).toISOString();
const people = (time: string): string => time.replace('T', ' ').slice(0, 19);
