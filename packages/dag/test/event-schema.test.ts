import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvent, encodeEvent, type OutputSource, type RunEvent } from '../src/index.ts';
import { randomGraph, seeded } from './random-graph.ts';
import { simulate } from './simulation.ts';

const succeeded = (more: string): string => `{"output":{"kind":"inline","value":1,"more":2},${more}}`;

describe('stored events', () => {
  it('given the events of any run, then each is the same after being encoded and decoded', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const { journal } = simulate({
          specs: randomGraph(random, 10),
          outcomes: () => (['succeeds', 'fails', 'declines'] as const)[Math.floor(random() * 3)]!,
          slots: 2,
          onFailure: 'continue',
          random,
          crashes: 0.1,
          noise: 0,
          aborts: 0.02,
        });
        for (const event of journal) expect(decodeEvent(encodeEvent(event))).toEqual(event);
      }),
    );
  });

  it.each<OutputSource | undefined>([
    undefined,
    { kind: 'ran', fingerprint: 'f' },
    { kind: 'ran', fingerprint: 'f', asked: false },
    { kind: 'unkept', reason: 'a link' },
    { kind: 'reused', fingerprint: 'f', run: 'r' },
    { kind: 'joined', fingerprint: 'f', run: 'r' },
  ])('given a success that comes from %j, then it is the same after being encoded and decoded', (source) => {
    const event: RunEvent = {
      type: 'attempt_succeeded',
      at: 1,
      task: 0,
      attempt: 1,
      output: { kind: 'inline', value: 1 },
      ...(source !== undefined && { source }),
    };
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
  });

  it('given members that no version writes, then they are left out', () => {
    const row = { type: 'attempt_succeeded', at: 1, task: 0, attempt: 1 };
    const event = { ...row, output: { kind: 'inline', value: 1 } };
    expect(decodeEvent({ ...row, data: succeeded('"moon":1') })).toEqual(event);
    expect(decodeEvent({ ...row, data: '{"output":{"kind":"inline","value":1,"more":2}}' })).toEqual(event);
    expect(decodeEvent({ type: 'attempt_started', at: 1, task: 0, attempt: 1, data: '{"moon":1}' })).toEqual({
      type: 'attempt_started',
      at: 1,
      task: 0,
      attempt: 1,
    });
  });

  it.each([
    ['an unknown kind', { type: 'moon_landed', at: 1, task: null, attempt: null, data: null }],
    ['no task', { type: 'attempt_started', at: 1, task: null, attempt: 1, data: null }],
    ['broken JSON', { type: 'run_ended', at: 1, task: null, attempt: null, data: '{"status":' }],
    ['a task below the first', { type: 'attempt_started', at: 1, task: -1, attempt: 1, data: null }],
    ['no whole task', { type: 'attempt_started', at: 1, task: 0.5, attempt: 1, data: null }],
    ['an attempt before the first', { type: 'attempt_started', at: 1, task: 0, attempt: 0, data: null }],
    ['no time', { type: 'attempt_started', at: Number.NaN, task: 0, attempt: 1, data: null }],
    ['no output', { type: 'attempt_succeeded', at: 1, task: 0, attempt: 1, data: '{}' }],
    ['an unknown output', { type: 'attempt_succeeded', at: 1, task: 0, attempt: 1, data: '{"output":{"kind":"x"}}' }],
    [
      'a wrong source',
      { type: 'attempt_succeeded', at: 1, task: 0, attempt: 1, data: succeeded('"source":{"kind":"x"}') },
    ],
    ['an unknown status', { type: 'run_ended', at: 1, task: null, attempt: null, data: '{"status":"fine"}' }],
  ])('given a row with %s, then reading it says that the journal cannot be read', (_, row) => {
    expect(() => decodeEvent(row)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }));
  });
});
