import { failureFrom } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import { decodeEvent, encodeEvent, type RunEvent } from '../src/index.ts';

const failure = failureFrom(new Error('boom'));
const [at, task, attempt] = [5, 2, 3];

describe('how a journal keeps an event', () => {
  it.each<[RunEvent, object]>([
    [{ type: 'run_started', at }, {}],
    [
      {
        type: 'run_started',
        at,
        retry: {
          of: 'r',
          carried: [{ task, output: { kind: 'payload', hash: 'ab', bytes: 9 }, isGiven: true }],
          again: [{ task: 0, because: { kind: 'follows', task } }],
        },
      },
      {
        data: '{"retry":{"of":"r","carried":[{"task":2,"output":{"kind":"payload","hash":"ab","bytes":9},"isGiven":true}],"again":[{"task":0,"because":{"kind":"follows","task":2}}]}}',
      },
    ],
    [{ type: 'run_timed_out', at }, {}],
    [{ type: 'run_sealed', at }, {}],
    [{ type: 'task_cancelled', at, task }, { task }],
    [
      { type: 'attempt_started', at, task, attempt },
      { task, attempt },
    ],
    [
      { type: 'attempt_lost', at, task, attempt },
      { task, attempt },
    ],
    [
      { type: 'attempt_cancelled', at, task, attempt },
      { task, attempt },
    ],
    [
      { type: 'backoff_ended', at, task, attempt },
      { task, attempt },
    ],
    [
      { type: 'attempt_declined', at, task, attempt, reason: 'no files' },
      { task, attempt, data: '{"reason":"no files"}' },
    ],
    [
      { type: 'attempt_succeeded', at, task, attempt, output: { kind: 'payload', hash: 'ab', bytes: 70_000 } },
      { task, attempt, data: '{"output":{"kind":"payload","hash":"ab","bytes":70000}}' },
    ],
    [{ type: 'cancel_requested', at, reason: 'enough' }, { data: '{"reason":"enough"}' }],
    [{ type: 'tasks_held', at, tasks: 'all' }, { data: '{"tasks":"all"}' }],
    [{ type: 'tasks_released', at, tasks: [0, 4] }, { data: '{"tasks":[0,4]}' }],
    [{ type: 'run_ended', at, status: 'failed' }, { data: '{"status":"failed"}' }],
  ])('given %j, then its columns hold what is asked for, and it is read back as it was', (event, columns) => {
    const row = encodeEvent(event);
    expect(row).toEqual({ type: event.type, at, task: null, attempt: null, data: null, ...columns });
    expect(decodeEvent(row)).toEqual(event);
  });

  it('given a failure and the time of its retry, then both are read back', () => {
    const event: RunEvent = { type: 'attempt_failed', at, task, attempt, failure, retryAt: 99 };
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
  });

  it('given broken JSON beside an event that needs none, then reading it says that the journal cannot be read', () => {
    const row = { type: 'run_started', at, task: null, attempt: null, data: '{"x":' };
    expect(() => decodeEvent(row)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }));
  });
});
