import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecOptions } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processEnvironment } from '../src/effects/process-environment.ts';
import { longSleep, processesWith, testAttempt } from './effects-attempt.ts';

describe('a command', () => {
  test('given an argument array, then no shell sees it: every argument arrives as it is', async () => {
    await using attempt = await testAttempt();
    const hostile = [
      '; touch pwned',
      '$(touch pwned)',
      '`touch pwned`',
      'a\nb',
      '%COMSPEC%',
      '*',
      '',
      '--',
      '-n',
      "'",
      '"',
      '\\',
    ];
    const { stdout, exitCode } = await attempt.context.exec(['printf', '%s\\0', ...hostile]);
    expect(exitCode).toBe(0);
    expect(stdout.split('\0').slice(0, -1)).toEqual(hostile);
    await expect(stat(join(attempt.context.workspace, 'pwned'))).rejects.toThrow('ENOENT');
  });

  test('given any text without NUL, then it arrives as one argument and as standard input', async () => {
    await using attempt = await testAttempt();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (text) => {
        const argument = Buffer.from(text.replaceAll('\0', '')).toString();
        const { stdout, stderr } = await attempt.context.exec(['sh', '-c', 'printf %s "$1"; cat >&2', 'sh', argument], {
          stdin: argument,
        });
        expect(stdout).toBe(argument);
        expect(stderr).toBe(argument);
      }),
      { numRuns: 25 },
    );
  });

  test('given a script, then sh parses it, even one that begins with a dash', async () => {
    await using attempt = await testAttempt();
    expect((await attempt.context.exec({ shell: 'echo "$((6 * 7))" | tr 4 5' })).stdout).toBe('52\n');
    expect((await attempt.context.exec({ shell: '-x' })).exitCode).toBe(127);
  });

  test('given a non-zero exit or a signal, then that is a result', async () => {
    await using attempt = await testAttempt();
    expect(await attempt.context.exec({ shell: 'echo out; echo err >&2; exit 3' })).toEqual({
      exitCode: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      stdoutBytes: 4,
      stderrBytes: 4,
      stdoutFile: undefined,
      stderrFile: undefined,
    });
    const killed = await attempt.context.exec({ shell: 'kill -KILL $$' });
    expect(killed).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  test('given a folder, then it runs there, relative ones taken from the workspace', async () => {
    await using attempt = await testAttempt();
    await attempt.context.exec(['mkdir', 'sub']);
    const workspace = await realpath(attempt.context.workspace);
    expect((await attempt.context.exec(['pwd', '-P'])).stdout).toBe(`${workspace}\n`);
    expect((await attempt.context.exec(['pwd', '-P'], { cwd: 'sub' })).stdout).toBe(`${workspace}/sub\n`);
  });

  test('given input that the program does not read, then that is no error', async () => {
    await using attempt = await testAttempt();
    const { exitCode } = await attempt.context.exec(['true'], { stdin: 'x'.repeat(1_000_000) });
    expect(exitCode).toBe(0);
  });

  test.each<{
    what: string;
    command: readonly [string, ...string[]];
    options?: ExecOptions;
    code: string;
    message: RegExp;
  }>([
    {
      what: 'an unknown program',
      command: ['no-such-program-here'],
      code: 'COMMAND_NOT_FOUND',
      message: /no-such-program-here: command not found/,
    },
    { what: 'an unknown path', command: ['./nothing'], code: 'COMMAND_NOT_FOUND', message: /nothing/ },
    {
      what: 'a folder that is not there',
      command: ['true'],
      options: { cwd: 'nowhere' },
      code: 'COMMAND_FAILED',
      message: /no such folder/,
    },
    { what: 'a file that is no program', command: ['/etc/passwd'], code: 'COMMAND_FAILED', message: /EACCES/ },
    { what: 'a NUL in an argument', command: ['echo', 'a\0b'], code: 'COMMAND_FAILED', message: /null bytes/ },
    { what: 'an empty program', command: [''], code: 'COMMAND_FAILED', message: /empty/ },
  ])('given $what, then the failure says so', async ({ command, options, code, message }) => {
    await using attempt = await testAttempt();
    const error: unknown = await attempt.context.exec(command, options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ family: 'world', code, message: expect.stringMatching(message) });
  });

  test('given 60 at once, then each gets its own output', async () => {
    await using attempt = await testAttempt();
    const results = await Promise.all(Array.from({ length: 60 }, (_, n) => attempt.context.exec(['echo', String(n)])));
    expect(results.map((result) => result.stdout)).toEqual(Array.from({ length: 60 }, (_, n) => `${n}\n`));
  });
});

describe('the environment of a command', () => {
  test('given secrets in ours, then only harmless names and what the step adds are there', async () => {
    const environment = processEnvironment(
      { MINE: '1', LANG: 'C' },
      { PATH: '/bin', HOME: '/root', LANG: 'de', LC_ALL: 'C', GITHUB_TOKEN: 's', npm_config_x: 'y', HTTPS_PROXY: 'p' },
    );
    expect(environment).toEqual({
      PATH: '/bin',
      HOME: '/root',
      LANG: 'C',
      LC_ALL: 'C',
      HTTPS_PROXY: 'p',
      TERM: 'dumb',
      MINE: '1',
    });
  });

  test('given an attempt, then its cookie is there and cannot be overwritten', async () => {
    await using attempt = await testAttempt({ run: 'r7', task: 'build', attempt: 2 });
    const { stdout } = await attempt.context.exec(['env'], { env: { CODOMYRMEX_ATTEMPT: 'mine', TOKEN: 't' } });
    expect(stdout).toContain('CODOMYRMEX_ATTEMPT=r7/build/2\n');
    expect(stdout).toContain('TOKEN=t\n');
    expect(stdout).not.toContain('VITEST');
  });
});

describe('the output of a command', () => {
  test('given more than is kept, then the rest is counted, and no character is cut in two', async () => {
    await using attempt = await testAttempt();
    const text = 'aé漢😀'.repeat(1_000);
    for (const keepBytes of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 4_999, 10_000, 20_000]) {
      const { stdout, stdoutBytes } = await attempt.context.exec(['cat'], { stdin: text, keepBytes });
      expect(stdoutBytes).toBe(10_000);
      expect(text.startsWith(stdout)).toBe(true);
      expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(keepBytes);
      expect(Buffer.byteLength(stdout)).toBeGreaterThan(Math.min(keepBytes, 10_000) - 4);
    }
  });

  test('given spill, then a stream over the limit is a whole file among the artifacts and one below it is none', async () => {
    await using attempt = await testAttempt();
    const result = await attempt.context.exec(
      { shell: 'seq 1 200000; echo short >&2' },
      { keepBytes: 1_000, spill: true },
    );
    expect(result.stdout).toHaveLength(1_000);
    expect(result.stderrFile).toBeUndefined();
    expect(result.stdoutFile).toBe(join(await attempt.context.artifacts.folder(), 'attempt-1-command-1.stdout'));
    const whole = await readFile(result.stdoutFile ?? '', 'utf8');
    expect(whole.length).toBe(result.stdoutBytes);
    expect(whole.endsWith('\n199999\n200000\n')).toBe(true);
  });

  test('given logLines, then each line is logged as it comes, stdout as info and stderr as warn', async () => {
    await using attempt = await testAttempt();
    const running = attempt.context.exec(
      { shell: 'echo one; echo two >&2; read -r _ < fifo || true; printf three' },
      { logLines: true },
    );
    await attempt.logged('two');
    await running;
    expect(
      attempt.lines.filter((line) => line.message === 'one' || line.message === 'three').map((line) => line.level),
    ).toEqual(['info', 'info']);
    expect(attempt.lines).toContainEqual({ level: 'warn', message: 'two' });
  });

  test('given a flood of 400 MB in lines, in one endless line and in zeros, then memory stays flat and the log is bounded', async () => {
    await using attempt = await testAttempt();
    const options = { logLines: true, keepBytes: 10_000 };
    const before = process.memoryUsage().rss;
    for (const source of ['yes', "yes | tr -d '\\n'", 'cat /dev/zero']) {
      const { stdoutBytes } = await attempt.context.exec({ shell: `${source} | head -c 134217728` }, options);
      expect(stdoutBytes).toBe(134_217_728);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    // As many of each as a log holds at once, and then so many a second.
    expect(attempt.lines.length).toBeLessThan(600_000);
    expect(attempt.lines.some((line) => /\d+ bytes of output are not logged here/.test(line.message))).toBe(true);
    expect(attempt.lines.every((line) => line.message.length < 9_000)).toBe(true);
  });
});

describe('what a command leaves behind', () => {
  test.each([
    ['in its group, holding stdout', (s: string) => `sleep ${s} & echo done`],
    ['in its group, with its output elsewhere', (s: string) => `sleep ${s} >/dev/null 2>&1 & echo done`],
    ['in a session of its own', (s: string) => `setsid sleep ${s} & sleep 0.05; echo done`],
    [
      'in a session of its own, with its output elsewhere',
      (s: string) => `setsid sleep ${s} >/dev/null 2>&1 & sleep 0.05; echo done`,
    ],
    ['forked twice', (s: string) => `(setsid sh -c '(sleep ${s} &)' &) >/dev/null 2>&1; sleep 0.05; echo done`],
    ['deaf to TERM', (s: string) => `(trap '' TERM; exec setsid sleep ${s} >/dev/null 2>&1) & sleep 0.05; echo done`],
    ['with a cleared environment, holding stdout', (s: string) => `env -i setsid sleep ${s} & sleep 0.05; echo done`],
  ])('given a process %s, then it is ended before the result is given', async (_where, script) => {
    await using attempt = await testAttempt();
    const seconds = longSleep();
    const { stdout, exitCode } = await attempt.context.exec({ shell: script(seconds) });
    expect({ stdout, exitCode }).toEqual({ stdout: 'done\n', exitCode: 0 });
    expect(await processesWith(`sleep\0${seconds}`)).toEqual([]);
  });

  test('given a child that only finishes writing, then its output is not lost', async () => {
    await using attempt = await testAttempt();
    const { stdout } = await attempt.context.exec({ shell: '(sleep 0.05; echo late) & echo early' });
    expect(stdout).toBe('early\nlate\n');
  });

  test('given a command of the same attempt at the same time, then it is left alone', async () => {
    await using attempt = await testAttempt();
    const other = attempt.context.exec(
      { shell: 'echo started; read -r line; echo "$line"' },
      { logLines: true, stdin: '' },
    );
    const [first] = await Promise.all([attempt.context.exec({ shell: `sleep ${longSleep()} & echo done` }), other]);
    expect(first.stdout).toBe('done\n');
    expect(await other).toMatchObject({ exitCode: 0 });
  });
});

/** Lets this process open no file more, in the words of a shell that it has started. */
const openNothing = `prlimit --pid ${process.pid} --nofile=3:`;
const openAgain = `prlimit --pid ${process.pid} --nofile=$(prlimit --pid ${process.pid} --nofile --output HARD --noheadings):`;

describe('a command while this process has too many files open', () => {
  test('given that it lasts, then the result is given, and a process in its group is ended', async () => {
    await using attempt = await testAttempt();
    const rescue = spawn('sh', ['-c', `read -r line; ${openAgain}`], { stdio: ['pipe', 'ignore', 'inherit'] });
    const rescued = once(rescue, 'exit');
    const seconds = longSleep();
    try {
      const shell = `${openNothing}; sleep ${seconds} >&- 2>&- & echo done`;
      expect(await attempt.context.exec({ shell })).toMatchObject({ stdout: 'done\n', exitCode: 0 });
    } finally {
      rescue.stdin.end('\n');
      await rescued;
    }
    expect(await processesWith(`sleep\0${seconds}`)).toEqual([]);
  });

  test('given that files are closed, then a process in a session of its own is ended all the same', async () => {
    await using attempt = await testAttempt();
    const seconds = longSleep();
    const afterIts = (end: string): string => `while kill -0 ${end} 2>&-; do :; done`;
    const shell = `
      setsid sleep ${seconds} >&- 2>&- &
      env -i PATH="$PATH" setsid sh -c '${afterIts("'$$'")}; ${openAgain}' <&- >&- 2>&- &
      ${openNothing}; echo done`;
    expect(await attempt.context.exec({ shell })).toMatchObject({ stdout: 'done\n', exitCode: 0 });
    expect(await processesWith(`sleep\0${seconds}`)).toEqual([]);
  });
});
