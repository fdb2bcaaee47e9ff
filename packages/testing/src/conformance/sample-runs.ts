import { type JsonObject, type JsonValue, type RunId, runId } from '@codomyrmex/core';
import type { RunEvent, RunRecord } from '@codomyrmex/dag';
import * as fc from 'fast-check';

/** A run as conformance tests store it. */
export function sampleRecord(
  id: string,
  more: Partial<Omit<RunRecord, 'id'>> = {},
): RunRecord & { readonly id: RunId } {
  return {
    id: runId(id),
    workflow: 'build',
    definition: { name: 'build', steps: [{ name: 'compile', action: 'shell.run' }] },
    parameters: {},
    workspace: '/work/project',
    createdAt: 1_700_000_000_000,
    ...more,
  };
}

export const started: RunEvent = { type: 'run_started', at: 1_700_000_000_000 };
export const completed: RunEvent = { type: 'run_ended', at: 1_700_000_009_000, status: 'completed' };

/** `count` events that differ from each other, none of which ends the run. */
export function attempts(count: number, first = 0): readonly RunEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'attempt_started',
    at: 1_700_000_000_000 + first + index,
    task: first + index,
    attempt: 1,
  }));
}

/** Texts with what UTF-8 or C strings cannot hold: halves of surrogate pairs, and NUL. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(fc.constantFrom(0, 65, 0xd83d, 0xde00, 0xfffe), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
);

const json = fc.json({ maxDepth: 3, stringUnit: 'binary' }).map((text): JsonValue => JSON.parse(text));
const at = fc.oneof(fc.integer({ min: 0, max: 2 ** 45 }), fc.double({ min: 1, max: 2 ** 45, noNaN: true }));
const attempt = { at, task: fc.nat(), attempt: fc.integer({ min: 1, max: 1_000 }) };
const failure = fc.record({
  type: anyText,
  code: anyText,
  message: anyText,
  retryable: fc.boolean(),
  suggestions: fc.array(anyText, { maxLength: 2 }),
});

export const anyObject: fc.Arbitrary<JsonObject> = fc.dictionary(
  anyText.filter((key) => key !== '__proto__'),
  json,
  { maxKeys: 3 },
);

const output = fc.oneof(
  fc.record({ kind: fc.constant('inline' as const), value: json }),
  fc.record({ kind: fc.constant('payload' as const), hash: anyText, bytes: fc.nat() }),
);

const retry = fc.record({
  of: anyText,
  carried: fc.array(
    fc.record({ task: fc.nat(), output, isGiven: fc.constant(true as const) }, { requiredKeys: ['task', 'output'] }),
    { maxLength: 3 },
  ),
  again: fc.array(
    fc.record({
      task: fc.nat(),
      because: fc.oneof(
        fc.record({ kind: fc.constantFrom('chosen' as const, 'failed' as const, 'undone' as const) }),
        fc.record({ kind: fc.constant('parameter_changed' as const), parameter: anyText }),
        fc.record({ kind: fc.constantFrom('follows' as const, 'output_given' as const), task: fc.nat() }),
      ),
    }),
    { maxLength: 3 },
  ),
});

/** Events of every kind but the end. */
export const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({ type: fc.constant('run_started' as const), at, retry }),
  fc.record({ type: fc.constant('run_started' as const), at }),
  fc.record({ type: fc.constant('attempt_started' as const), ...attempt }),
  fc.record({
    type: fc.constant('attempt_succeeded' as const),
    ...attempt,
    output,
  }),
  fc.record({
    type: fc.constant('attempt_failed' as const),
    ...attempt,
    failure,
    retryAt: fc.option(at),
  }),
  fc.record({ type: fc.constant('attempt_lost' as const), ...attempt }),
  fc.record({ type: fc.constant('attempt_declined' as const), ...attempt, reason: anyText }),
  fc.record({ type: fc.constant('attempt_cancelled' as const), ...attempt }),
  fc.record({ type: fc.constant('backoff_ended' as const), ...attempt }),
  fc.record({ type: fc.constant('cancel_requested' as const), at, reason: anyText }),
  fc.record({ type: fc.constant('run_timed_out' as const), at }),
  fc.record({ type: fc.constant('run_paused' as const), at, stop: fc.boolean() }),
  fc.record({ type: fc.constant('run_continued' as const), at }),
);
