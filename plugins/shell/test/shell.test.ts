import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureFrom } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import plugin, { shell } from '../src/index.ts';

const { run, pipe, run_script, batch } = shell.actions;

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'codomyrmex-shell-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));

describe('the module', () => {
  test('given its schemas, then each has a JSON Schema and its examples fit', () => {
    expect(plugin).toBe(shell);
    for (const action of Object.values(shell.actions)) {
      expect(z.toJSONSchema(action.input, { target: 'draft-7', io: 'input' })).toMatchObject({ type: 'object' });
      expect(z.toJSONSchema(action.output, { target: 'draft-7' })).toMatchObject({ type: 'object' });
      for (const example of action.examples ?? []) expect(action.input.safeParse(example.input).error).toBeUndefined();
    }
  });
});

describe('run', () => {
  test('given a script, then sh runs it in the workspace and its lines are logged', async () => {
    const { output, logs } = await runAction(
      run,
      { command: 'pwd -P > where; echo $((1 + 2)) | tee sum; echo oops >&2' },
      { workspace },
    );
    expect(output).toEqual({ exit_code: 0, stdout: '3\n', stderr: 'oops\n' });
    expect(await readFile(join(workspace, 'sum'), 'utf8')).toBe('3\n');
    expect(logs).toContainEqual({ level: 'info', message: '3' });
    expect(logs).toContainEqual({ level: 'warn', message: 'oops' });
  });

  test.each([
    '; touch pwned',
    '$(touch pwned)',
    '`touch pwned`',
    'a\ntouch pwned',
    '| touch pwned',
    '&& touch pwned',
    '> pwned',
    '%COMSPEC%',
    '*',
    '~',
  ])('given %j in a list, then it is only an argument', async (value) => {
    const { output } = await runAction(run, { command: ['printf', '%s', value] }, { workspace });
    expect(output).toEqual({ exit_code: 0, stdout: value, stderr: '' });
    expect(await readdir(workspace)).toEqual([]);
  });

  test('given any arguments, then the program gets them one by one', async () => {
    const words = fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer(), fc.boolean()), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(words, async (args) => {
        fc.pre(args.every((arg) => !String(arg).includes('\0')));
        const program = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
        const { output } = await runAction(
          run,
          { command: [process.execPath, '-e', program, '--', ...args] },
          { workspace },
        );
        expect(JSON.parse(output.stdout)).toEqual(args.map(String));
      }),
      { numRuns: 15 },
    );
  });

  test('given cwd, env and stdin, then the command has them', async () => {
    await mkdir(join(workspace, 'sub'));
    const { output } = await runAction(
      run,
      {
        command: 'basename "$PWD"; echo "$A $B $C"; cat',
        cwd: 'sub',
        env: { A: 'x y', B: 5, C: true },
        stdin: 'from stdin',
      },
      { workspace },
    );
    expect(output.stdout).toBe('sub\nx y 5 true\nfrom stdin');
  });

  test('given a secret in our own environment, then the command does not see it', async () => {
    process.env.SHELL_TEST_TOKEN = 'secret';
    try {
      const { output } = await runAction(run, { command: ['env'] }, { workspace });
      expect(output.stdout).not.toContain('SHELL_TEST_TOKEN');
      expect(output.stdout).toContain('PATH=');
    } finally {
      delete process.env.SHELL_TEST_TOKEN;
    }
  });

  test('given a non-zero exit, then the attempt fails with its last line and the ends of its output', async () => {
    const command = 'echo working; echo first >&2; printf "\\033[31mfatal: no such thing\\033[0m\\n\\n" >&2; exit 3';
    expect(await failure(runAction(run, { command }, { workspace }))).toMatchObject({
      type: 'TaskExecutionError',
      code: 'COMMAND_FAILED',
      message: expect.stringMatching(/^echo working; .*… exited with 3: fatal: no such thing$/),
      retryable: true,
      details: { exit_code: 3, signal: null, stdout: 'working\n', stderr: expect.stringMatching(/^first\n/) },
      suggestions: [expect.stringContaining('check')],
    });
  });

  test('given check is false, then any exit code is a result', async () => {
    const { output } = await runAction(run, { command: 'exit 3', check: false }, { workspace });
    expect(output).toEqual({ exit_code: 3, stdout: '', stderr: '' });
    const killed = await runAction(run, { command: 'kill -KILL $$', check: false }, { workspace });
    expect(killed.output).toEqual({ exit_code: 137, signal: 'SIGKILL', stdout: '', stderr: '' });
  });

  test('given a command that a signal ends, then the failure names the signal', async () => {
    expect(await failure(runAction(run, { command: 'echo dying >&2; kill -KILL $$' }, { workspace }))).toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringMatching(/was ended by SIGKILL: dying$/),
      details: { exit_code: 137, signal: 'SIGKILL' },
    });
  });

  test.each([
    { why: 'an unknown program', command: ['no-such-program'] as const, code: 'COMMAND_NOT_FOUND' },
    { why: 'an empty script', command: ' \n ', code: 'INVALID_PARAMETERS' },
    { why: 'an empty list', command: [] as unknown as [string], code: 'INVALID_PARAMETERS' },
    { why: 'an empty program', command: ['', 'x'] as const, code: 'INVALID_PARAMETERS' },
    { why: 'a NUL', command: ['echo', 'a\0b'] as const, code: 'INVALID_PARAMETERS' },
  ])('given $why, then the failure is $code', async ({ command, code }) => {
    expect(
      await failure(
        runAction(run, { command: typeof command === 'string' ? command : ([...command] as [string, ...string[]]) }),
      ),
    ).toMatchObject({ code });
  });

  test('given an unknown parameter or a bad variable name, then it is refused', async () => {
    const typo: object = { command: 'true', timeuot: 5 };
    // The compiler would not let the typo through.
    expect(await failure(runAction(run, typo as { command: string }))).toMatchObject({ code: 'INVALID_PARAMETERS' });
    expect(await failure(runAction(run, { command: 'true', env: { 'A=B': 'x' } }))).toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });

  test('given 100 MB of output, then the result is bounded, says what it lacks and names the file', async () => {
    const sizes: number[] = [];
    const inspect = async ({ artifacts }: { artifacts: string }): Promise<void> => {
      for (const name of await readdir(artifacts)) sizes.push((await stat(join(artifacts, name))).size);
    };
    const command = 'yes 0123456789 | head -c 100000000; echo the end >&2';
    const { output, logs } = await runAction(run, { command }, { workspace, inspect });
    expect(sizes).toEqual([100_000_000]);
    expect(output.stdout).toHaveLength(1024 * 1024);
    expect(output.stdout_truncated_bytes).toBe(100_000_000 - 1024 * 1024);
    expect(output.stdout_file).toMatch(/\.stdout$/);
    expect(output.stderr_file).toBeUndefined();
    // As many as a log holds, of ten million.
    expect(logs.length).toBeLessThan(300_000);
  });

  test('given a long stderr, then the failure has its end, not its beginning', async () => {
    const found = await failure(
      runAction(run, { command: 'seq 1 300000 >&2; echo fatal: here >&2; exit 1' }, { workspace }),
    );
    expect(found).toMatchObject({ message: expect.stringMatching(/exited with 1: fatal: here$/) });
    expect(String(found.details?.stderr)).toMatch(/300000\nfatal: here\n$/);
  });

  test('given a signal, then the command ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const running = runAction(
      run,
      { command: 'echo ready; sleep 1000 & sleep 1000' },
      {
        workspace,
        signal: controller.signal,
        onLog: ({ message }) => message === 'ready' && controller.abort(new Error('time is up')),
      },
    );
    await expect(running).rejects.toThrow('time is up');
  });

  test('given /dev/stderr by name, then the failure says what to write instead', async () => {
    const { suggestions } = await failure(runAction(run, { command: 'echo x > /dev/stderr' }, { workspace }));
    expect(suggestions?.[0]).toMatch(/>&2/);
  });
});

describe('pipe', () => {
  test('given commands, then each reads what the one before wrote', async () => {
    const { output, progress } = await runAction(
      pipe,
      { commands: [['printf', 'b\\na\\nb\\n'], 'sort -u', ['tr', 'a-z', 'A-Z']] },
      { workspace },
    );
    expect(output).toEqual({
      stdout: 'A\nB\n',
      failed: 0,
      results: [
        { exit_code: 0, stdout_bytes: 6, stderr: '' },
        { exit_code: 0, stdout_bytes: 4, stderr: '' },
        { exit_code: 0, stdout_bytes: 4, stderr: '' },
      ],
    });
    expect(progress.at(-1)).toEqual({ fraction: 1, message: '3 of 3 commands' });
  });

  test('given an error, then it stops there, or goes on where that is asked for', async () => {
    const commands = ['cat; touch first', 'echo no >&2; exit 4', 'cat; touch third'];
    expect(await failure(runAction(pipe, { commands }, { workspace }))).toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringMatching(/^command 2 of 3, .* exited with 4: no$/),
    });
    expect(await readdir(workspace)).toEqual(['first']);
    const { output } = await runAction(pipe, { commands, stop_on_error: false, stdin: 'x' }, { workspace });
    expect(output).toMatchObject({
      failed: 1,
      results: [{ exit_code: 0 }, { exit_code: 4, stderr: 'no\n' }, { exit_code: 0 }],
    });
    expect((await readdir(workspace)).sort()).toEqual(['first', 'third']);
  });

  test('given more than can be handed on, then it fails rather than hand on a part', async () => {
    const commands = ['yes | head -c 20000000', 'wc -c'];
    expect(await failure(runAction(pipe, { commands }, { workspace }))).toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('20000000 bytes'),
    });
  });
});

describe('run_script', () => {
  test('given scripts of several kinds, then each is run as it should', async () => {
    await writeFile(join(workspace, 'a.mjs'), 'console.log(process.argv.slice(2).join("|"))');
    await writeFile(join(workspace, 'b.sh'), 'echo "sh $1"');
    await writeFile(join(workspace, 'own'), '#!/bin/sh\necho "own $0 $1"\n');
    await chmod(join(workspace, 'own'), 0o755);
    await writeFile(join(workspace, '-n'), 'echo dash');
    const stdout = async (input: { script_path: string; args?: (string | number)[]; interpreter?: string }) =>
      (await runAction(run_script, input, { workspace })).output.stdout;
    expect(await stdout({ script_path: 'a.mjs', args: ['$(id)', 5] })).toBe('$(id)|5\n');
    expect(await stdout({ script_path: 'b.sh', args: ['x y'] })).toBe('sh x y\n');
    expect(await stdout({ script_path: 'own', args: ['z'] })).toMatch(/^own \/.*\/own z\n$/);
    expect(await stdout({ script_path: '-n', interpreter: 'sh' })).toBe('dash\n');
  });

  test('given a script that is not there, outside, or of no known kind, then it is refused', async () => {
    await writeFile(join(workspace, 'data.xyz'), '');
    await symlink('/bin/sh', join(workspace, 'link.sh'));
    for (const script_path of ['nothing.sh', '/bin/sh', '../../bin/sh', 'link.sh', 'data.xyz']) {
      expect(await failure(runAction(run_script, { script_path }, { workspace }))).toMatchObject({
        code: 'INVALID_PARAMETERS',
        retryable: false,
      });
    }
  });
});

describe('batch', () => {
  test('given workers, then never more run at a time and results keep the order', async () => {
    const commands = Array.from(
      { length: 12 },
      (_, n) =>
        ['sh', '-c', 'mkdir running.$1 && ls -d running.* | wc -l && sleep 0.02 && rmdir running.$1', 'sh', n] as [
          string,
          ...(string | number)[],
        ],
    );
    const { output, progress } = await runAction(batch, { commands, workers: 3 }, { workspace });
    expect(output).toMatchObject({ total: 12, passed: 12, failed: 0 });
    expect(Math.max(...output.results.map((result) => Number(result.stdout)))).toBeLessThanOrEqual(3);
    expect(progress).toHaveLength(12);
    const ordered = await runAction(batch, { commands: ['sleep 0.05; echo 0', 'echo 1', 'echo 2'] }, { workspace });
    expect(ordered.output.results.map((result) => result.stdout)).toEqual(['0\n', '1\n', '2\n']);
  });

  test('given failures, then all run, and the step fails naming them unless that is not wanted', async () => {
    const commands: (string | [string])[] = ['exit 1', 'touch ran', ['no-such-program']];
    expect(await failure(runAction(batch, { commands, workers: 1 }, { workspace }))).toMatchObject({
      code: 'COMMAND_FAILED',
      message: '2 of 3 commands failed: exit 1 (1), no-such-program (127)',
      details: {
        failed: [
          { index: 0, exit_code: 1 },
          { index: 2, exit_code: 127 },
        ],
      },
    });
    expect(await readdir(workspace)).toEqual(['ran']);
    const { output } = await runAction(batch, { commands, check: false }, { workspace });
    expect(output).toMatchObject({ total: 3, passed: 1, failed: 2 });
  });
});
