import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeColumns, type EventRow, encodeEvent, frequentTypes, type RunEvent } from '../src/index.ts';
import { randomGraph, seeded, withTraits } from './random-graph.ts';
import { simulate } from './simulation.ts';

const isFrequent = (type: string): type is (typeof frequentTypes)[number] =>
  frequentTypes.some((frequent) => frequent === type);

/** A place for what is frequent: an attempt that begins without data, or succeeds with it. */
function typeCell({ type, data }: EventRow): unknown {
  if (isFrequent(type) && (data === null) === (type === 'attempt_started')) return frequentTypes.indexOf(type);
  return data === null ? type : [type];
}

/** As a store gives them, with cells of JSON. */
function columnsOf(events: readonly RunEvent[], ticksPerMs = 4) {
  const rows = events.map(encodeEvent);
  return {
    types: rows.map(typeCell),
    ticks: rows.map(({ at }): unknown => at * ticksPerMs),
    ticksPerMs,
    tasks: rows.map(({ task }): unknown => task),
    attempts: rows.map(({ attempt }): unknown => attempt),
    data: rows.flatMap(({ data }): unknown[] => (data === null ? [] : [JSON.parse(data)])),
  };
}

const output = { kind: 'inline', value: { a: [1] } } as const;
const begun: RunEvent = { type: 'attempt_started', at: 1.25, task: 0, attempt: 1 };
const succeeded: RunEvent = { type: 'attempt_succeeded', at: 2, task: 0, attempt: 1, output };

it('given the events of any run, then each is the same when it is read from columns', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seeded(seed);
      const { journal } = simulate({
        specs: withTraits(random, randomGraph(random, 10)),
        outcomes: () => (['succeeds', 'fails', 'declines'] as const)[Math.floor(random() * 3)] ?? 'succeeds',
        slots: 2,
        onFailure: 'continue',
        random,
        crashes: 0.1,
        noise: 0,
        aborts: 0.02,
      });
      expect(decodeColumns(columnsOf(journal))).toEqual(journal);
    }),
  );
});

it.each<RunEvent>([
  { ...succeeded, source: { kind: 'ran', fingerprint: 'f' } },
  { ...succeeded, source: { kind: 'ran', fingerprint: 'f', asked: false } },
  { ...succeeded, source: { kind: 'reused', fingerprint: 'f', run: 'r' } },
  { ...succeeded, source: { kind: 'joined', fingerprint: 'f', run: 'r' } },
  { ...succeeded, signal: 's' },
  { ...succeeded, output: { kind: 'payload', hash: 'h', bytes: 1 } },
  { type: 'run_started', at: 0 },
])('given a success that is not all in its output, or a rarer fact, then it is read whole: %j', (event) => {
  expect(decodeColumns(columnsOf([begun, event, succeeded]))).toEqual([begun, event, succeeded]);
});

it.each([
  { kind: 'reused', fingerprint: 'f' },
  { kind: 'ran' },
  { kind: 'ran', fingerprint: 'f', asked: true },
  { kind: 'found', fingerprint: 'f', run: 'r' },
  null,
])('given a success of the cache that no version writes, then it is told: %j', (source) => {
  expect(() => decodeColumns({ ...columnsOf([succeeded]), data: [{ output, source }] })).toThrow(/attempt_succeeded/);
});

it('given members that no version writes, then they are left out', () => {
  const types = [['attempt_started'], frequentTypes.indexOf('attempt_succeeded')];
  const data = [{ moon: 1 }, { output: { ...output, more: 2 }, moon: 1 }];
  expect(decodeColumns({ ...columnsOf([begun, succeeded]), types, data })).toEqual([begun, succeeded]);
});

it.each([
  ['more', [{ output }, { output }]],
  ['fewer', []],
])('given data of %s rows than have any, then they are no events', (_, data) => {
  expect(decodeColumns({ ...columnsOf([begun, succeeded]), data })).toBeUndefined();
});

it.each([
  ['types', 7],
  ['types', null],
  ['types', [7]],
  ['ticks', ''],
  ['tasks', 'a'],
  ['attempts', []],
] as const)('given a cell of another kind among the %s, then they are no events', (column, cell) => {
  expect(decodeColumns({ ...columnsOf([begun]), [column]: [cell] })).toBeUndefined();
});

it.each([
  ['types', 'moon_landed'],
  ['tasks', -1],
  ['tasks', 0.5],
  ['tasks', null],
  ['attempts', 0],
  ['data', {}],
  ['data', { output: { kind: 'x' } }],
] as const)(
  'given a cell among the %s that no event has, %j, then it says that the journal cannot be read',
  (column, cell) => {
    expect(() => decodeColumns({ ...columnsOf([succeeded]), [column]: [cell] })).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT' }),
    );
  },
);
