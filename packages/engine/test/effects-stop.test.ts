import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { attemptCookie, sweepCookie } from '../src/effects/cookie.ts';
import { longSleep, processesWith, testAttempt } from './effects-attempt.ts';

/** Every script says `ready` when what is to be ended is there. */
const stubborn: readonly (readonly [string, (seconds: string) => string])[] = [
  ['that obeys TERM', (s) => `echo ready; exec sleep ${s}`],
  ['with a grandchild that holds the pipe', (s) => `sleep ${s} & echo ready; sleep ${s}`],
  ['with a child in a session of its own', (s) => `setsid sleep ${s} & echo ready; sleep ${s}`],
  ['with an orphan in a session of its own', (s) => `(setsid sh -c '(sleep ${s} &)' &); echo ready; sleep ${s}`],
  ['with an orphan whose output is elsewhere', (s) => `(setsid sleep ${s} >/dev/null 2>&1 &); echo ready; sleep ${s}`],
  ['deaf to TERM', (s) => `trap '' TERM; echo ready; sleep ${s}; sleep ${s}; sleep ${s}`],
  [
    'with a deaf child in a session of its own',
    (s) => `(trap '' TERM; exec setsid sleep ${s}) & echo ready; sleep ${s}`,
  ],
  [
    'with a child that clears its environment',
    (s) => `env -i setsid sleep ${s} >/dev/null 2>&1 & echo ready; sleep ${s}`,
  ],
  ['that is stopped', (s) => `sleep ${s} & echo ready; kill -STOP $$`],
  ['that forks all the time', (s) => `echo ready; while :; do setsid sleep ${s} & sleep 0.01; done`],
  ['that floods its output', (s) => `echo ready; yes ${s}`],
];

describe('an abort', () => {
  test.each(stubborn)('given a command %s, then within a second nothing of it is alive', async (_what, script) => {
    await using attempt = await testAttempt();
    const seconds = longSleep();
    const reason = new Error('time is up');
    const running = attempt.context.exec({ shell: script(seconds) }, { logLines: true });
    await attempt.logged('ready');
    const before = performance.now();
    attempt.context.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(await processesWith(seconds)).toEqual([]);
  });

  test('given a signal aborted before, then nothing is started', async () => {
    await using attempt = await testAttempt();
    const reason = new Error('too late');
    attempt.context.abort(reason);
    await expect(attempt.context.exec(['sh', '-c', `sleep ${longSleep()}`])).rejects.toBe(reason);
  });

  test('given a command that cleans up on TERM, then it has the time for it', async () => {
    await using attempt = await testAttempt();
    const running = attempt.context.exec(
      { shell: "trap 'echo cleaned; exit' TERM; echo ready; while :; do sleep 0.01; done" },
      { logLines: true },
    );
    await attempt.logged('ready');
    attempt.context.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
    expect(attempt.lines.map((line) => line.message)).toContain('cleaned');
  });

  test('given another grace, then KILL comes after it', async () => {
    await using attempt = await testAttempt({ graceMs: 50 });
    const running = attempt.context.exec(
      { shell: "trap '' TERM; echo ready; while :; do sleep 0.01; done" },
      { logLines: true },
    );
    await attempt.logged('ready');
    const before = performance.now();
    attempt.context.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
    expect(performance.now() - before).toBeLessThan(400);
  });

  test('given twenty commands at once, then all end together', async () => {
    await using attempt = await testAttempt();
    const seconds = longSleep();
    const running = Array.from({ length: 20 }, (_, n) =>
      attempt.context.exec(
        { shell: `trap '' TERM; echo ready ${n}.; sleep ${seconds}; sleep ${seconds}` },
        { logLines: true },
      ),
    );
    await Promise.all(running.map((_, n) => attempt.logged(`ready ${n}.`)));
    const before = performance.now();
    attempt.context.abort(new Error('stop'));
    const ends = await Promise.allSettled(running);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(ends.every((end) => end.status === 'rejected')).toBe(true);
    expect(await processesWith(seconds)).toEqual([]);
  });
});

describe('the end of an attempt', () => {
  test('given a command that the action did not wait for, then it is ended', async () => {
    await using attempt = await testAttempt();
    const seconds = longSleep();
    const running = attempt.context.exec({ shell: `echo ready; sleep ${seconds}` }, { logLines: true });
    await attempt.logged('ready');
    const [end] = await Promise.allSettled([running, attempt.context.end()]);
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'USAGE' } });
    expect(await processesWith(seconds)).toEqual([]);
    await expect(attempt.context.exec(['true'])).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a sweep', () => {
  test.each(['', 'CODOMYRMEX_ATTEMPT=', 'CODOMYRMEX_ATTEMPT=r/t', 'CODOMYRMEX_ATTEMPT=r/t/x', 'PATH=/bin'])(
    'given %j, which names no attempt, then it is refused and nothing is killed',
    async (cookie) => {
      await expect(sweepCookie(cookie)).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    },
  );
});

describe('our own end', () => {
  const built = pathToFileURL(join(import.meta.dirname, '../dist/index.js')).href;
  const program = (seconds: string, end: string): string => `
    import { AttemptContext } from ${JSON.stringify(built)};
    const log = { debug() {}, info() { ${end} }, warn() {}, error() {}, end: async () => {} };
    const context = new AttemptContext({ run: 'dead-${seconds}', workspace: '/tmp', clock: Date, random: Math.random,
      log: () => log, artifacts: () => ({}), progress() {} }, 'step', 3);
    await context.exec({ shell: 'trap "" TERM; setsid sleep ${seconds} & echo ready; sleep ${seconds}' }, { logLines: true });`;

  test('given a regular end of our process, then its commands end with it', async () => {
    const seconds = longSleep();
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(seconds, 'process.exit(7)')]);
    const [code] = await once(child, 'exit');
    expect(code).toBe(7);
    // KILL was sent, and the kernel does it in its own time.
    await vi.waitUntil(async () => (await processesWith(seconds)).length === 0, { timeout: 5_000, interval: 5 });
  });

  test('given our process killed, then the sweep for the attempt ends what it left, and only that', async () => {
    const seconds = longSleep();
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      program(seconds, "process.kill(process.pid, 'SIGKILL')"),
    ]);
    await once(child, 'exit');
    expect((await processesWith(seconds)).length).toBeGreaterThanOrEqual(2);
    for (const near of [`dead-${seconds}/step/33`, `dead-${seconds}/ste/3`, `ead-${seconds}/step/3`]) {
      expect(await sweepCookie(`CODOMYRMEX_ATTEMPT=${near}`)).toBe(0);
    }
    expect(
      await sweepCookie(attemptCookie({ run: `dead-${seconds}`, task: 'step', attempt: 3 })),
    ).toBeGreaterThanOrEqual(2);
    expect(await processesWith(seconds)).toEqual([]);
    expect(await sweepCookie(attemptCookie({ run: `dead-${seconds}`, task: 'step', attempt: 3 }))).toBe(0);
  });
});
