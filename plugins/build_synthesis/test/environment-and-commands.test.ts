import { readdir, realpath } from 'node:fs/promises';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type * as z from 'zod';
import { buildSynthesis } from '../src/index.ts';
import { failure } from './failure.ts';

const { check_build_environment, run_build_command, parallel_build_execution } = buildSynthesis.actions;

describe('the environment of a build', { timeout: 120_000 }, () => {
  test('given a project, then what it needs is asked for, and its own programs are not', async () => {
    const planted = '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n';
    const workspace = await projectFolder({ 'package.json': '{"packageManager":"pnpm@9.0.0"}', node: planted });
    const { output } = await runAction(check_build_environment, {}, { workspace });
    expect(output.kind).toBe('node');
    const found = (name: string) => output.tools.find((tool) => tool.name === name);
    expect(found('node')).toMatchObject({ found: true, version: process.versions.node });
    expect(found('pnpm')).toMatchObject({ required: true });
    expect(output.missing).toEqual(found('pnpm')?.found === true ? [] : ['pnpm']);
    expect(output.ready).toBe(output.missing.length === 0);
  });

  test('given nothing on PATH, then everything is missing', async () => {
    const workspace = await projectFolder({ 'go.mod': '' });
    vi.stubEnv('PATH', await projectFolder());
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { output } = await runAction(check_build_environment, {}, { workspace });
    expect(output).toMatchObject({ ready: false, kind: 'go', missing: ['go'] });
    expect(output.tools.every((tool) => !tool.found && tool.version === null)).toBe(true);
  });
});

describe('a command of a build', () => {
  const run = async (input: z.input<typeof run_build_command.input>, workspace: string) =>
    (await runAction(run_build_command, input, { workspace })).output;

  test('given a folder, then it runs there, and what it wrote is told', async () => {
    const workspace = await projectFolder({ 'sub/x': '' });
    const output = await run({ command: ['sh', '-c', 'pwd; echo oops >&2'], cwd: 'sub' }, workspace);
    const stdout = `${await realpath(workspace)}/sub\n`;
    expect(output).toEqual({
      success: true,
      exit_code: 0,
      stdout,
      stderr: 'oops\n',
      execution_time: expect.any(Number),
    });
  });

  test('given an exit code, then the step fails, or tells it without check', async () => {
    const workspace = await projectFolder();
    const command: [string, ...string[]] = ['sh', '-c', 'echo last >&2; exit 5'];
    expect(await failure(run({ command }, workspace))).toMatchObject({
      code: 'COMMAND_FAILED',
      details: { exit_code: 5, stderr: 'last\n' },
    });
    expect(await run({ command, check: false }, workspace)).toMatchObject({ success: false, exit_code: 5 });
  });

  test.each([
    [{ command: ['no-such-program'] }, 'COMMAND_NOT_FOUND'],
    [{ command: ['sleep', 60], timeout: 1 }, 'TIMEOUT_EXCEEDED'],
    [{ command: [] }, 'INVALID_PARAMETERS'],
    [{ command: 'echo x' }, 'INVALID_PARAMETERS'],
    [{ command: ['a\0b'] }, 'INVALID_PARAMETERS'],
    [{ command: ['true'], cwd: '..' }, 'PATH_REFUSED'],
    [{ command: ['true'], cwd: '/' }, 'PATH_REFUSED'],
    [{ command: ['true'], timeout: 0 }, 'INVALID_PARAMETERS'],
  ])('given %j, then it is %s', async (input, code) => {
    const workspace = await projectFolder();
    // Wrong on purpose: the schema is what refuses it.
    const asked = input as Parameters<typeof run>[0];
    expect(await failure(run(asked, workspace))).toMatchObject({ code });
  });
});

describe('commands side by side', () => {
  const task = (name: string, code: string, more: object = {}) => ({
    name,
    command: ['sh', '-c', code] as [string, ...string[]],
    ...more,
  });

  test('given tasks that wait for each other, then they run at the same time, and results are in order', async () => {
    const workspace = await projectFolder();
    const wait = (own: string, other: string) => `touch ${own}; while [ ! -e ${other} ]; do sleep 0.02; done`;
    const build_tasks = [task('a', wait('a', 'b'), { timeout: 20 }), task('b', wait('b', 'a'), { timeout: 20 })];
    const { output } = await runAction(parallel_build_execution, { build_tasks, max_workers: 2 }, { workspace });
    expect(output).toMatchObject({ success: true, passed: 2, results: [{ name: 'a' }, { name: 'b' }] });
  });

  test('given one worker, then never two run at once', async () => {
    const workspace = await projectFolder();
    const code = 'mkdir lock && sleep 0.05 && rmdir lock';
    const build_tasks = ['a', 'b', 'c', 'd'].map((name) => task(name, code));
    const { output } = await runAction(parallel_build_execution, { build_tasks, max_workers: 1 }, { workspace });
    expect(output).toMatchObject({ total: 4, passed: 4, failed: 0 });
  });

  test('given one whose folder is outside, then none is run', async () => {
    const workspace = await projectFolder();
    const build_tasks = [task('good', 'touch made'), task('bad', 'true', { cwd: '..' })];
    const running = runAction(parallel_build_execution, { build_tasks, max_workers: 1 }, { workspace });
    expect(await failure(running)).toMatchObject({ code: 'PATH_REFUSED' });
    expect(await readdir(workspace)).toEqual([]);
  });

  test('given tasks that fail in every way, then the others run, and the step fails when all have ended', async () => {
    const workspace = await projectFolder();
    const build_tasks = [
      task('exits', 'echo why >&2; exit 4'),
      { name: 'missing', command: ['no-such-program'] as [string] },
      task('slow', 'sleep 60', { timeout: 1 }),
      task('good', 'echo fine'),
    ];
    const { output } = await runAction(parallel_build_execution, { build_tasks, check: false }, { workspace });
    expect(output.results.map(({ name, exit_code }) => [name, exit_code])).toEqual([
      ['exits', 4],
      ['missing', 127],
      ['slow', 124],
      ['good', 0],
    ]);
    expect(output).toMatchObject({
      success: false,
      failed: 3,
      results: [{ stderr_tail: 'why\n' }, {}, {}, { stdout_tail: 'fine\n' }],
    });
    const refusal = await failure(
      runAction(parallel_build_execution, { build_tasks: build_tasks.slice(0, 2) }, { workspace }),
    );
    expect(refusal).toMatchObject({
      code: 'BUILD_FAILED',
      message: /2 of 2 tasks failed: exits \(4\), missing \(127\)/,
    });
  });
});
