import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorTypes, failureFrom, isNotApplicable } from '@codomyrmex/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { performAction } from '../src/effects/perform-action.ts';
import { ActionProcesses } from '../src/effects/process/action-processes.ts';
import { ThreadPool, type ThreadPoolOptions } from '../src/effects/thread-pool.ts';
import { thrownFailure } from '../src/effects/thrown-failure.ts';
import { longSleep, processesWith, type TestAttempt, testAttempt } from './effects-attempt.ts';
import plugin from './fixtures/effects-plugin.mjs';

let threads: ThreadPool;
const processes = new ActionProcesses();
const pool = (options: ThreadPoolOptions = {}): ThreadPool => new ThreadPool({ size: 2, ...options });
beforeEach(() => {
  threads = pool();
});
afterEach(() => threads.close());

const perform = async (
  name: keyof typeof plugin.actions,
  { context }: TestAttempt,
  input: unknown = {},
): Promise<unknown> =>
  performAction({ action: plugin.actions[name], entry: plugin.entry }, input, context, { threads, processes });

const failureOf = async (name: keyof typeof plugin.actions, attempt: TestAttempt) =>
  failureFrom(await perform(name, attempt).catch((error: unknown) => error));

describe('an action on a thread', () => {
  test('given its context, then everything in it works as on the engine’s own thread', async () => {
    const resources = [{ resource: 'lock:db', type: 'lock', amounts: {}, mode: 'write', fence: 7 }] as const;
    await using attempt = await testAttempt({ run: 'r1', task: 'chart', attempt: 4, resources });
    const output = await perform('context', attempt, { a: [1, null, { b: 'ü' }] });
    const { workspace } = attempt.context;
    expect(output).toMatchObject({
      input: { a: [1, null, { b: 'ü' }] },
      run: 'r1',
      task: 'chart',
      attempt: 4,
      workspace,
      resources,
      idempotencyKey: 'r1/chart/4',
      command: { exitCode: 0, stdout: 'piped', stdoutBytes: 5 },
      folder: await attempt.context.artifacts.folder(),
      resolved: join(workspace, 'x'),
    });
    // A check that the shape above has what the rest reads.
    const { path, numbers, now } = output as { path: string; numbers: number[]; now: number };
    expect(await readFile(path, 'utf8')).toBe('kept');
    expect(now).toBeGreaterThanOrEqual(1_000);
    expect(now).toBeLessThan(30_000);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(attempt.progress).toEqual([{ fraction: 0.5, message: 'half' }]);
    expect(attempt.lines).toEqual(
      expect.arrayContaining([
        { level: 'info', message: 'logged' },
        { level: 'info', message: 'printed' },
        { level: 'warn', message: 'complained' },
      ]),
    );
  });

  test('given the same seed, then the same random numbers', async () => {
    await using attempt = await testAttempt();
    const [first, second] = [await perform('context', attempt), await perform('context', attempt)];
    expect((first as { numbers: number[] }).numbers).toEqual((second as { numbers: number[] }).numbers);
  });

  test('given one after the other, then one thread serves both; given many at once, then no more threads than places', async () => {
    await using attempt = await testAttempt();
    const threadOf = async (): Promise<number> => ((await perform('where', attempt)) as { thread: number }).thread;
    const one = await threadOf();
    expect(one).toBeGreaterThan(0);
    expect(await threadOf()).toBe(one);
    const seen = await Promise.all(Array.from({ length: 30 }, threadOf));
    expect(new Set(seen).size).toBeLessThanOrEqual(2);
  });

  test('given any plain JSON, then it goes there and back unchanged', async () => {
    await using attempt = await testAttempt();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (value) => {
        expect(JSON.stringify(await perform('echo', attempt, value))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('given an action without isolation, then it runs here and a value stays a value', async () => {
    await using attempt = await testAttempt();
    const action = { ...plugin.actions.echo, isolation: 'none' as const };
    expect(performAction({ action, entry: plugin.entry }, 5, attempt.context, { threads, processes })).toBe(5);
  });
});

describe('a failure on a thread', () => {
  test('given an error of ours, then code, details, suggestions and causes arrive', async () => {
    await using attempt = await testAttempt();
    expect(await failureOf('fail', attempt)).toEqual({
      type: 'TaskExecutionError',
      code: 'MY_CODE',
      message: 'it broke',
      retryable: false,
      details: { line: 3 },
      suggestions: ['mend it'],
      cause: {
        type: 'TaskExecutionError',
        code: 'MY_CODE',
        message: 'deep',
        retryable: false,
        details: { exception: 'TypeError' },
        cause: { type: 'TaskExecutionError', code: 'MY_CODE', message: 'deeper', retryable: false },
      },
    });
    expect(await failureOf('fault', attempt)).toMatchObject({
      code: 'ACTION_FAILED',
      details: { exception: 'TypeError' },
    });
    expect(await failureOf('denied', attempt)).toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  test('given a failure of any kind, then crossing the boundary keeps it', () => {
    const failure = fc.letrec((tie) => ({
      any: fc.record(
        {
          type: fc.constantFrom(...errorTypes),
          code: fc.constantFrom('MY_CODE', 'TIMEOUT_EXCEEDED'),
          message: fc.string({ minLength: 1 }),
          retryable: fc.boolean(),
          retryAfter: fc.nat({ max: 86_400 }),
          details: fc.dictionary(fc.string(), fc.string(), { minKeys: 1 }),
          suggestions: fc.array(fc.string(), { minLength: 1 }),
          cause: tie('any'),
        },
        { requiredKeys: ['type', 'code', 'message', 'retryable'] },
      ),
    })).any;
    fc.assert(
      fc.property(failure, (written) => {
        // letrec's types say unknown; the record above is a failure.
        const given = written as Parameters<typeof thrownFailure>[0];
        expect(failureFrom(thrownFailure(given))).toEqual(given);
      }),
    );
  });

  test('given work without an object, then the task is still skipped', async () => {
    await using attempt = await testAttempt();
    const error: unknown = await perform('not_applicable', attempt).catch((thrown: unknown) => thrown);
    expect(isNotApplicable(error)).toBe(true);
    expect(error).toMatchObject({ message: 'no such thing here' });
  });

  test('given too much memory, a crash or an exit, then that attempt fails and others go on', async () => {
    await threads.close();
    threads = pool({ memoryMb: 40 });
    await using attempt = await testAttempt();
    await using other = await testAttempt();
    const waiting = perform('wait', other);
    await other.logged('waiting');
    expect(await failureOf('hoard', attempt)).toMatchObject({ code: 'OUT_OF_MEMORY', type: 'TaskExecutionError' });
    expect(await failureOf('crash', attempt)).toMatchObject({ code: 'ACTION_FAILED', message: /out of nowhere/ });
    expect(await failureOf('quit', attempt)).toMatchObject({ message: /exit code 3/ });
    expect(await perform('echo', attempt, 1)).toBe(1);
    other.context.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  test('given what is no plain data, then that is told and no getter runs', async () => {
    await using attempt = await testAttempt();
    expect(await failureOf('unclonable', attempt)).toMatchObject({ code: 'INVALID_OUTPUT', message: /function/ });
    expect(await failureOf('getter', attempt)).toMatchObject({ code: 'INVALID_OUTPUT', message: /getter/ });
    expect(attempt.lines).toEqual([]);
  });

  test('given an action or plugin that is not there, then the failure names it', async () => {
    await using attempt = await testAttempt();
    const { context } = attempt;
    const missing = { ...plugin.actions.echo, name: 'constructor' };
    await expect(
      performAction({ action: missing, entry: plugin.entry }, 1, context, { threads, processes }),
    ).rejects.toMatchObject({ code: 'ACTION_NOT_FOUND' });
    await expect(
      performAction({ action: plugin.actions.echo, entry: 'node:fs' }, 1, context, { threads, processes }),
    ).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
  });
});

describe('an abort of an action on a thread', () => {
  test('given an endless loop, then the thread is ended and its place is free again', async () => {
    await threads.close();
    threads = pool({ size: 1 });
    await using attempt = await testAttempt();
    await using next = await testAttempt();
    const reason = new Error('time is up');
    const spinning = perform('spin', attempt);
    await attempt.logged('spinning');
    const following = perform('echo', next, 'next');
    const before = performance.now();
    attempt.context.abort(reason);
    await expect(spinning).rejects.toBe(reason);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(await following).toBe('next');
  });

  test('given cooperation, then it stops at once and the thread is used again', async () => {
    await using attempt = await testAttempt();
    const before = await perform('where', attempt);
    const waiting = perform('wait', attempt);
    await attempt.logged('waiting');
    const reason = new Error('stop');
    attempt.context.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await using next = await testAttempt();
    expect(await perform('where', next)).toEqual(before);
  });

  test('given a command of the action, then it ends too', async () => {
    await using attempt = await testAttempt();
    const seconds = longSleep();
    const running = perform('run', attempt, { command: { shell: `echo ready; sleep ${seconds} & sleep ${seconds}` } });
    await attempt.logged('ready');
    attempt.context.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
    await attempt.context.end();
    expect(await processesWith(seconds)).toEqual([]);
  });

  test('given a command that the action did not wait for, then the end of the attempt ends it', async () => {
    await using attempt = await testAttempt();
    const seconds = longSleep();
    expect(await perform('leave', attempt, { command: { shell: `echo ready; sleep ${seconds}` } })).toEqual({});
    await attempt.context.end();
    expect(await processesWith(seconds)).toEqual([]);
  });

  test('given an attempt that waits for a place, then it leaves the line', async () => {
    await threads.close();
    threads = pool({ size: 1 });
    await using busy = await testAttempt();
    await using waiting = await testAttempt();
    await using last = await testAttempt();
    const spinning = perform('wait', busy);
    await busy.logged('waiting');
    const refused = perform('echo', waiting, 1);
    const served = perform('echo', last, 2);
    waiting.context.abort(new Error('gone'));
    await expect(refused).rejects.toThrow('gone');
    busy.context.abort(new Error('over'));
    await expect(spinning).rejects.toThrow('over');
    expect(await served).toBe(2);
  });

  test('given an abort before the start, then no thread is started', async () => {
    await using attempt = await testAttempt();
    attempt.context.abort(new Error('early'));
    await expect(perform('spin', attempt)).rejects.toThrow('early');
  });
});

describe('the pool', () => {
  test('given a flood of lines and progress, then both are bounded', async () => {
    await using attempt = await testAttempt();
    await perform('chatter', attempt);
    expect(attempt.lines.length).toBeLessThan(50_000);
    expect(attempt.progress.length).toBeLessThan(1_000);
  });

  test('given its close, then what runs and what waits fails, and nothing is started any more', async () => {
    await threads.close();
    threads = pool({ size: 1 });
    await using attempt = await testAttempt();
    const spinning = perform('spin', attempt);
    await attempt.logged('spinning');
    const waiting = perform('echo', attempt, 1);
    const ends = Promise.allSettled([spinning, waiting]);
    await threads.close();
    expect((await ends).map((end) => end.status)).toEqual(['rejected', 'rejected']);
    await expect(perform('echo', attempt, 1)).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('given idle threads, then the process ends by itself', async () => {
    const file = (path: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
    const program = `
      import { AttemptContext, ThreadPool } from ${file('../dist/index.js')};
      import plugin from ${file('fixtures/effects-plugin.mjs')};
      const context = new AttemptContext({ run: 'r', workspace: '/', clock: Date, random: Math.random, log: () => console,
        artifacts: () => ({}), progress() {} }, 'step', 1);
      const { run, task, attempt, workspace } = context;
      const output = await new ThreadPool().perform(
        { entry: plugin.entry, action: 'echo', input: 42, run, task, attempt, workspace, now: 0, seed: 1,
          powers: context.lend(plugin.actions.echo) }, context);
      console.log(output);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    const before = performance.now();
    const [code] = await once(child, 'close');
    expect([code, Buffer.concat(output).toString()]).toEqual([0, '42\n']);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
