import type { ItemResult, RunDocument, StepResult, StepWait } from '@codomyrmex/engine';
import type { Column } from './column.ts';
import { table } from './table.ts';
import { duration } from './times.ts';
import { waitText } from './wait-text.ts';

type Results = RunDocument['results'];

/** At most so many items that failed, and so many steps that wait, are named one by one. */
const NAMED = 10;
/** Narrower than this there is room for what matters alone. */
const WIDE = 60;

const columns: readonly Column[] = [
  { title: 'step', whole: true },
  { title: 'status', whole: true },
  { title: 'attempts', align: 'right' },
  { title: 'took', align: 'right' },
  { title: 'why' },
];

/**
 * Every step of a run with its status; what is in a step stands under it. `now`: milliseconds since the epoch. Nothing runs in a
 * run whose process has died: what ran then was interrupted with it.
 */
export function stepTable({ results, status }: RunDocument, width: number, now: number): string {
  const isDead = status === 'interrupted';
  const rows = rowsOf(results, '', now).map(([name = '', stands = '', ...rest]) => [
    name,
    isDead && stands === 'running' ? 'interrupted' : stands,
    ...rest,
  ]);
  if (width >= WIDE) return table(columns, rows, width);
  const isShown = (_: unknown, index: number): boolean => index !== 2 && index !== 3;
  return table(
    columns.filter(isShown),
    rows.map((row) => row.filter(isShown).map((cell, index) => (index === 2 ? cell.replace(' items done', '') : cell))),
    width,
  );
}

/** Workflows are in each other to a small depth: recursion is safe. */
function rowsOf(results: Results, indent: string, now: number): readonly (readonly string[])[] {
  return Object.entries(results).flatMap(([name, result]) => {
    const why = whyOf(result, now);
    const row = rowOf(`${indent}${name}`, result, why);
    const inner = result.steps === undefined ? [] : rowsOf(result.steps, `${indent}  `, now);
    return [row, ...failedItems(result.items ?? [], `${indent}  `), ...inner];
  });
}

function rowOf(name: string, { status, attempts, execution_time: took }: StepResult | ItemResult, why: string) {
  return [name, status, String(attempts), took === undefined ? '' : duration(took * 1000), why];
}

function whyOf(result: StepResult, now: number): string {
  if (result.items !== undefined && result.items.length > 0) return itemCounts(result.items);
  const wait = waitOf(result);
  if (wait !== undefined) return waitText(wait, now);
  if (result.cached) return 'from the cache';
  return result.error ?? result.skipped_because ?? (result.carried === true ? 'carried over' : '');
}

function failedItems(items: readonly ItemResult[], indent: string): readonly (readonly string[])[] {
  const failed = items.flatMap((item, index) => (item.status === 'failed' ? [{ item, index }] : []));
  const rows = failed.slice(0, NAMED).map(({ item, index }) => rowOf(`${indent}[${index}]`, item, item.error ?? ''));
  if (failed.length <= NAMED) return rows;
  return [...rows, [`${indent}…`, '', '', '', `${failed.length - NAMED} more failed`]];
}

/** `8 of 10 items done, 1 failed, 1 running`. */
function itemCounts(items: readonly Pick<ItemResult, 'status'>[]): string {
  const counts = new Map<string, number>();
  for (const { status } of items) counts.set(status, (counts.get(status) ?? 0) + 1);
  const done = counts.get('completed') ?? 0;
  const others = (['failed', 'cancelled', 'skipped', 'running'] as const).flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [`${count} ${status}`];
  });
  return [`${done} of ${items.length} items done`, ...others].join(', ');
}

/** Something that waits, with the words that lead to it: `release/ship`, `each[3]`. */
export interface Waiting {
  readonly step: string;
  readonly wait: StepWait;
}

/** What waits in a run and in what its steps consist of: at most ten, and how many more there are. */
export function waitingSteps({ results }: RunDocument): { readonly named: readonly Waiting[]; readonly more: number } {
  const all = [...waits(results, '')];
  return { named: all.slice(0, NAMED), more: Math.max(0, all.length - NAMED) };
}

function* waits(results: Results, above: string): Generator<Waiting> {
  for (const [name, result] of Object.entries(results)) {
    const step = above === '' ? name : `${above}/${name}`;
    yield* waitsIn(result, step);
    for (const [index, item] of (result.items ?? []).entries()) yield* waitsIn(item, `${step}[${index}]`);
  }
}

function* waitsIn(result: StepResult | ItemResult, step: string): Generator<Waiting> {
  const wait = waitOf(result);
  if (wait !== undefined) yield { step, wait };
  if (result.steps !== undefined) yield* waits(result.steps, step);
}

function waitOf({ waiting_for: wait, waiting_until, deadline }: StepResult | ItemResult): StepWait | undefined {
  if (wait === undefined) return undefined;
  return {
    for: wait,
    ...(waiting_until !== undefined && { until: Date.parse(waiting_until) }),
    ...(deadline !== undefined && { deadline: Date.parse(deadline) }),
  };
}
