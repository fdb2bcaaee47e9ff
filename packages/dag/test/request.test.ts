import { StorageError } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import {
  advance,
  type Command,
  decodeRequest,
  initialState,
  type RunRequest,
  requestCommand,
  wantedBy,
} from '../src/index.ts';
import { planned } from './simulation.ts';

/** What becomes of a task that runs when these requests reach its run, one after the other, as they were stored. */
function reached(...requests: readonly RunRequest[]) {
  const state = initialState(planned([{ name: 'a', dependencies: [] }]));
  const commands: Command[] = requests.flatMap((request, at) => {
    const stored: unknown = JSON.parse(JSON.stringify(request));
    return requestCommand(state, decodeRequest(stored), 10 + at) ?? [];
  });
  const begin: Command[] = [
    { type: 'start', at: 0 },
    { type: 'grant', at: 1, task: 0 },
  ];
  const events = advance(state, [...begin, ...commands]).slice(2);
  return { events, wanted: wantedBy(state, 0) };
}

describe('what people ask of a run', () => {
  it('given a cancel, then the run is cancelled for that reason', () => {
    expect(reached({ kind: 'cancel', reason: 'enough' })).toEqual({
      events: [{ type: 'cancel_requested', at: 10, reason: 'enough' }],
      wanted: 'stop',
    });
  });

  it('given a pause that lets what runs finish, and one that stops it, then that is so', () => {
    expect(reached({ kind: 'pause', stop: false }).wanted).toBe('invoke');
    expect(reached({ kind: 'pause', stop: true })).toEqual({
      events: [{ type: 'run_paused', at: 10, stop: true }],
      wanted: 'stop',
    });
  });

  it('given that a paused run is to go on, then it does', () => {
    expect(reached({ kind: 'pause', stop: true }, { kind: 'continue' })).toEqual({
      events: [
        { type: 'run_paused', at: 10, stop: true },
        { type: 'run_continued', at: 11 },
      ],
      wanted: 'invoke',
    });
  });

  it.each([[{ kind: 'explode' }], [{ kind: 'cancel' }], [{ kind: 'pause', stop: 'yes' }], [null], ['cancel']])(
    'given %j, which no version that is known has written, then it is refused as damaged',
    (written) => {
      expect(() => decodeRequest(written)).toThrow(StorageError);
      expect(() => decodeRequest(written)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }));
    },
  );
});
