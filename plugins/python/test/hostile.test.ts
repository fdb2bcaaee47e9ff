import { describe, expect, test } from 'vitest';
import { python } from '../src/index.ts';
import { childIn, failureOf, freshWorkspace, isAlive, runOn } from './small-tools.ts';

const { call, call_many: callMany } = python.actions;

describe('a call that goes wrong', () => {
  const wrong = (action: string, input: object = {}) =>
    failureOf(runOn(call, freshWorkspace(), { module: 'hostile', action, ...input }));

  test('given an exception, when it is raised, then type, message and the called code’s frames are told', async () => {
    const error = await wrong('raises', { parameters: { text: 'too bad' } });
    expect(error).toMatchObject({
      code: 'PYTHON_RAISED',
      retryable: true,
      message: 'hostile.raises: ValueError: too bad',
      details: { type: 'ValueError', traceback: expect.stringContaining('raise ValueError(text)') },
    });
    expect(error.details.traceback).not.toContain('codomyrmex_bridge');
  });

  test('given calls that exit, crash, or return what has no end, when made, then each fails and says so', async () => {
    const expected = [
      ['leaves', 'PYTHON_RAISED', 'SystemExit: 3'],
      ['exits', 'PROCESS_EXITED', 'exit code 7'],
      ['crashes', 'PROCESS_SIGNALLED', 'SIGSEGV'],
      ['kills_itself', 'PROCESS_SIGNALLED', 'SIGKILL'],
      ['recurses', 'PYTHON_RAISED', 'RecursionError'],
      ['cyclic', 'RESULT_CYCLIC', 'refers to itself at $.a[0]'],
      ['deep', 'RESULT_TOO_DEEP', 'deeper than 100 levels'],
      ['huge', 'RESULT_TOO_LARGE', 'larger than 8388608 bytes'],
      ['many', 'RESULT_TOO_LARGE', 'larger than 8388608 bytes'],
      ['forks_and_exits', 'PROCESS_EXITED', 'exit code 9'],
      ['closes_everything', 'PROCESS_SIGNALLED', 'SIGKILL'],
    ] as const;
    const calls = expected.map(([action]) => ({ module: 'hostile', action }));
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 2, check: false });
    expect(output.results).toMatchObject(
      expected.map(([, code, text]) => ({ ok: false, failure: { code, message: expect.stringContaining(text) } })),
    );
  });

  test('given a function that forks and comes back twice, when called, then the parent’s result counts', async () => {
    const { output } = await runOn(call, freshWorkspace(), { module: 'hostile', action: 'forks' });
    expect(output.result).toBe('the parent');
  });
});

describe('a call that does not end', () => {
  test('given calls that sleep, wait for a lock or are imported for too long, when time is up, then they are killed', async () => {
    const calls = [
      { module: 'hostile', action: 'waits', timeout: 0.5 },
      { module: 'hostile', action: 'deadlocks', timeout: 0.5 },
      { module: 'slow', action: 'never', timeout: 0.5 },
    ];
    const started = performance.now();
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 3, check: false });
    expect(output.results).toMatchObject(
      calls.map(() => ({ failure: { code: 'TIMEOUT_EXCEEDED', retryable: true, details: { timeout: 0.5 } } })),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('given one that ignores signals and has a child, when its timeout is over, then both are gone', async () => {
    const logs: { message: string }[] = [];
    const running = runOn(
      call,
      freshWorkspace(),
      { module: 'hostile', action: 'ignores_signals', parameters: { file: 'late' }, timeout: 2 },
      { onLog: (line) => logs.push(line) },
    );
    expect(await failureOf(running)).toMatchObject({ code: 'TIMEOUT_EXCEEDED' });
    expect(childIn(logs)).toBeGreaterThan(0);
    expect(isAlive(childIn(logs))).toBe(false);
  });

  test('given a running call, when the step is cancelled, then interpreter and children end', async () => {
    const stop = new AbortController();
    const logs: { message: string }[] = [];
    const running = runOn(
      call,
      freshWorkspace(),
      { module: 'hostile', action: 'ignores_signals', parameters: { file: 'late' } },
      {
        signal: stop.signal,
        onLog: (line) => {
          logs.push(line);
          if (line.message.startsWith('child')) stop.abort(new Error('enough'));
        },
      },
    );
    expect(await failureOf(running)).toMatchObject({ message: 'enough' });
    expect(isAlive(childIn(logs))).toBe(false);
  });
});
