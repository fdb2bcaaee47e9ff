import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvent, encodeEvent, type OutputSource, type RunEvent } from '../src/index.ts';
import { randomGraph, seeded } from './random-graph.ts';
import { simulate } from './simulation.ts';

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

  it.each([
    ['an unknown kind', { type: 'moon_landed', at: 1, task: null, attempt: null, data: null }],
    ['no task', { type: 'attempt_started', at: 1, task: null, attempt: 1, data: null }],
    ['broken JSON', { type: 'run_ended', at: 1, task: null, attempt: null, data: '{"status":' }],
    ['an unknown status', { type: 'run_ended', at: 1, task: null, attempt: null, data: '{"status":"fine"}' }],
  ])('given a row with %s, then reading it says that the journal cannot be read', (_, row) => {
    expect(() => decodeEvent(row)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }));
  });
});
