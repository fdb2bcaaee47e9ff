import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable, type Limits } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { attemptCookie } from '../src/effects/cookie.ts';
import { Abilities } from '../src/effects/process/abilities.ts';
import { ActionProcesses } from '../src/effects/process/action-processes.ts';
import { loaderFlags } from '../src/effects/process/loader-flags.ts';
import { longSleep, processesWith, type TestAttempt, testAttempt } from './effects-attempt.ts';
import { failureOfIsolated, performIsolated } from './effects-isolated.ts';
import type plugin from './fixtures/effects-plugin.mjs';

// Each attempt starts a Node, which a busy machine does in its own time.
vi.setConfig({ testTimeout: 120_000 });

const processes = new ActionProcesses();
/** A machine that can enforce nothing. */
const bare = new ActionProcesses({ programs: { bwrap: '/nowhere/bwrap', prlimit: '/nowhere/prlimit' } });
const enforced = (await new Abilities().limits()).ok;

type Name = keyof typeof plugin.actions;
const isolated = (limits: Limits = {}) => ({ processes, isolation: 'process' as const, limits });
const perform = (name: Name, attempt: TestAttempt, input?: unknown) =>
  performIsolated(name, attempt, isolated(), input);
const failureOf = (name: Name, attempt: TestAttempt, input?: unknown) =>
  failureOfIsolated(name, attempt, isolated(), input);
const nothingLeft = async (attempt: TestAttempt): Promise<void> =>
  expect(await processesWith(attemptCookie(attempt.context))).toEqual([]);

/** Children and pipes that are open. */
const openToChildren = (): number =>
  process.getActiveResourcesInfo().filter((kind) => /process|pipe/i.test(kind)).length;

describe('an action in a process', () => {
  test('given its context, then everything in it works as in the engine', async () => {
    const resources = [{ resource: 'lock:db', type: 'lock', amounts: {}, mode: 'write', fence: 7 }] as const;
    await using attempt = await testAttempt({ run: 'p1', task: 'chart', attempt: 4, resources });
    const output = await perform('context', attempt, { a: [1, null, { b: 'ü' }] });
    const { workspace } = attempt.context;
    expect(output).toMatchObject({
      input: { a: [1, null, { b: 'ü' }] },
      run: 'p1',
      task: 'chart',
      attempt: 4,
      workspace,
      resources,
      idempotencyKey: 'p1/chart/4',
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
        { level: 'info', message: 'isolation: process' },
        { level: 'info', message: 'logged' },
        { level: 'info', message: 'printed' },
        { level: 'warn', message: 'complained' },
      ]),
    );
    await nothingLeft(attempt);
  });

  test('given our environment, then only harmless names of it are there, and the mark of the attempt', async () => {
    await using attempt = await testAttempt({ run: 'p-environment' });
    process.env.CODOMYRMEX_TEST_TOKEN = 'secret';
    try {
      // What the fixture gives.
      const seen = (await perform('surroundings', attempt)) as { environment: object; folder: string };
      const { environment, folder } = seen;
      expect(Object.keys(environment)).not.toContain('CODOMYRMEX_TEST_TOKEN');
      expect(environment).toMatchObject({ PATH: process.env.PATH, CODOMYRMEX_ATTEMPT: 'p-environment/step/1' });
      expect(folder).toBe(attempt.context.workspace);
    } finally {
      delete process.env.CODOMYRMEX_TEST_TOKEN;
    }
  });

  test('given bytes for an artifact, then they arrive as they are', async () => {
    await using attempt = await testAttempt();
    const { path } = (await perform('keep', attempt)) as { path: string };
    expect([...(await readFile(path))]).toEqual([0, 255, 10]);
  });

  test('given any plain JSON, then it goes there and back unchanged', async () => {
    await using attempt = await testAttempt();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (value) => {
        expect(JSON.stringify(await perform('echo', attempt, value))).toBe(JSON.stringify(value));
      }),
      { numRuns: 6 },
    );
  });

  test('given sixty attempts, then all come back and nothing of them is left open', async () => {
    await using attempt = await testAttempt({ run: 'p-many' });
    const before = openToChildren();
    const numbers = Array.from({ length: 60 }, (_, index) => index);
    const waiting = [...numbers];
    const seen: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        seen.push(await perform('echo', attempt, next));
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers);
    // The runner's own pipes come and go; one left open by each attempt would be sixty.
    expect(openToChildren()).toBeLessThan(before + 10);
    expect(process.listenerCount('exit')).toBeLessThan(10);
    await nothingLeft(attempt);
  }, 240_000);
});

describe('a failure in a process', () => {
  test('given an error of ours, then code, details, suggestions and causes arrive', async () => {
    await using attempt = await testAttempt();
    expect(await failureOf('fail', attempt)).toMatchObject({
      code: 'MY_CODE',
      message: 'it broke',
      retryable: false,
      details: { line: 3 },
      suggestions: ['mend it'],
      cause: { details: { exception: 'TypeError' }, cause: { message: 'deeper' } },
    });
    expect(await failureOf('unclonable', attempt)).toMatchObject({ code: 'INVALID_OUTPUT', message: /function/ });
    expect(await failureOf('crash', attempt)).toMatchObject({ code: 'ACTION_FAILED', message: /out of nowhere/ });
    const declined: unknown = await perform('not_applicable', attempt).catch((error: unknown) => error);
    expect(isNotApplicable(declined)).toBe(true);
  });

  test.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'])('given %s, then the failure names it', async (signal) => {
    await using attempt = await testAttempt();
    const failure = await failureOf('die', attempt, { signal });
    expect(failure).toMatchObject({ code: 'PROCESS_SIGNALLED', retryable: true, details: { signal } });
  });

  test.each([0, 3])('given an exit with %i before any result, then that is a failure', async (code) => {
    await using attempt = await testAttempt();
    const failure = await failureOf('leave_at', attempt, { code });
    expect(failure).toMatchObject({ code: 'PROCESS_EXITED', details: { exit_code: code } });
  });

  test('given more memory than its limit, for objects or for buffers, then it is out of memory', async () => {
    await using attempt = await testAttempt();
    const limited = isolated({ memoryMb: 48 });
    expect(await failureOfIsolated('hoard', attempt, limited)).toMatchObject({
      code: 'OUT_OF_MEMORY',
      retryable: false,
      details: { memory_mb: 48 },
    });
    if (!enforced) return;
    expect(await failureOfIsolated('hoard_buffers', attempt, limited)).toMatchObject({ code: 'OUT_OF_MEMORY' });
  });

  test('given a thread with a memory limit of its step, then it is out of memory there too', async () => {
    await using attempt = await testAttempt();
    const limited = { processes, isolation: 'thread', limits: { memoryMb: 40 } } as const;
    expect(await failureOfIsolated('hoard', attempt, limited)).toMatchObject({ code: 'OUT_OF_MEMORY' });
    expect(await performIsolated('echo', attempt, limited, 1)).toBe(1);
  });

  test('given a message that no action sends, then nothing of the process is believed', async () => {
    await using attempt = await testAttempt();
    expect(await failureOf('garble', attempt)).toMatchObject({
      code: 'ACTION_FAILED',
      message: /cannot be understood/,
    });
  });

  test('given more output than one message holds, then that is told', async () => {
    await using attempt = await testAttempt();
    const failure = await failureOf('fill', attempt, { length: 70 * 1024 * 1024 });
    expect(failure).toMatchObject({ code: 'INVALID_OUTPUT', retryable: false });
  });

  test('given a workspace that is not there, then the failure names it', async () => {
    await using attempt = await testAttempt();
    const { context } = attempt;
    Object.defineProperty(context, 'workspace', { value: '/nowhere/at/all' });
    expect(await failureOf('echo', attempt)).toMatchObject({ code: 'COMMAND_FAILED', message: /nowhere/ });
  });
});

describe('the end of a process', () => {
  test('given an endless loop, then an abort ends it within the grace', async () => {
    await using attempt = await testAttempt({ run: 'p-spin' });
    const reason = new Error('time is up');
    const spinning = perform('spin', attempt);
    await attempt.logged('spinning');
    const before = performance.now();
    attempt.context.abort(reason);
    await expect(spinning).rejects.toBe(reason);
    expect(performance.now() - before).toBeLessThan(5_000);
    await nothingLeft(attempt);
  });

  test('given processes of the action, deaf and in sessions of their own, then an abort ends them too', async () => {
    await using attempt = await testAttempt({ run: 'p-tree' });
    const seconds = longSleep();
    const spinning = perform('spawn_and_spin', attempt, { seconds });
    await attempt.logged('spinning');
    attempt.context.abort(new Error('stop'));
    await expect(spinning).rejects.toThrow('stop');
    expect(await processesWith(seconds)).toEqual([]);
  });

  test('given a command of the action, then it ends with the abort; given one not waited for, with the attempt', async () => {
    await using attempt = await testAttempt({ run: 'p-command' });
    await using other = await testAttempt({ run: 'p-command-left' });
    const seconds = longSleep();
    const command = { shell: `echo ready; sleep ${seconds} & sleep ${seconds}` };
    const running = perform('run', attempt, { command });
    await attempt.logged('ready');
    attempt.context.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
    expect(await perform('leave', other, { command })).toEqual({});
    expect(await processesWith(seconds)).toEqual([]);
  });

  test('given grandchildren that it left behind, then they are gone when its result comes', async () => {
    await using attempt = await testAttempt({ run: 'p-left' });
    const seconds = longSleep();
    const output = await perform('spawn_and_end', attempt, { seconds });
    expect(output).toMatchObject({ pid: expect.any(Number) });
    expect(await processesWith(seconds)).toEqual([]);
  });

  test('given an abort before the start, then nothing is started', async () => {
    await using attempt = await testAttempt();
    attempt.context.abort(new Error('early'));
    await expect(perform('spin', attempt)).rejects.toThrow('early');
    expect(attempt.lines).toEqual([]);
  });
});

describe('limits', () => {
  test('given a machine that cannot enforce them, then the log says so, and with enforce nothing is run', async () => {
    await using attempt = await testAttempt();
    const limits = { memoryMb: 64, cpuSeconds: 5 };
    const asked = { processes: bare, isolation: 'process', limits } as const;
    expect(await performIsolated('echo', attempt, asked, 1)).toBe(1);
    expect(attempt.lines).toMatchObject([
      { level: 'info', message: 'isolation: process, memory 64 MiB, computing 5 s' },
      { level: 'warn', message: /cannot enforce.*\/nowhere\/prlimit is not installed/ },
    ]);
    await using refused = await testAttempt();
    const strict = { ...asked, limits: { ...limits, enforce: true } };
    expect(await failureOfIsolated('echo', refused, strict, 1)).toMatchObject({
      code: 'LIMITS_UNENFORCEABLE',
      retryable: false,
    });
    expect(refused.lines).toEqual([]);
  });

  test('given a machine that enforces them, then who computes too long is ended and told so', async () => {
    await using attempt = await testAttempt();
    const asked = isolated({ cpuSeconds: 1, enforce: true });
    const failure = await failureOfIsolated('compute', attempt, asked);
    expect(failure).toMatchObject(
      enforced
        ? { code: 'RESOURCE_LIMIT', retryable: false, details: { limit: 'cpu_seconds', cpu_seconds: 1 } }
        : { code: 'LIMITS_UNENFORCEABLE' },
    );
  });
});

test('given flags of Node, then those that say how code is loaded are handed on', () => {
  expect(
    loaderFlags([
      '--import',
      'tsx',
      '--inspect=9229',
      '-C',
      'source',
      '--import=./a.mjs',
      '-e',
      'x',
      '--max-old-space-size=9',
    ]),
  ).toEqual(['--import', 'tsx', '-C', 'source', '--import=./a.mjs']);
});
