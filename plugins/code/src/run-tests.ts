import { join, relative } from 'node:path';
import { type ActionContext, ActionError, defineAction, type ExecResult, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { outputTail } from './output-tail.ts';
import { runnerOf, runners, type TestedProject, testCommand } from './test-runner.ts';
import { exitCodeOf } from './verdict.ts';

const path = z.string().min(1).max(4_096);
const KEEP_BYTES = 256 * 1024;

export const runTests = defineAction({
  title: 'Run the tests of a project',
  description:
    'Runs the tests of the workspace with the runner that its files ask for. This runs code of the project, with the rights of whoever runs the workflow and not in a sandbox, unless the step asks for one by isolation.',
  input: z.strictObject({
    test_path: path.default('.').meta({
      description:
        'A file or folder, from the project. Narrows what pytest, unittest, node and go run; a test script of package.json and cargo run all tests.',
    }),
    project_path: path.default('.').meta({ description: 'The folder of the project, in the workspace.' }),
    runner: z.enum(runners).optional().meta({ description: 'As the files of the project ask unless given.' }),
    check: z.boolean().default(true).meta({ description: 'Whether tests that fail fail the step.' }),
  }),
  output: z.object({
    success: z.boolean(),
    runner: z.enum(runners),
    command: z.array(z.string()),
    exit_code: z.int(),
    execution_time: z.number().meta({ description: 'Seconds.' }),
    stdout_tail: z.string().meta({ description: 'The last 16 KiB; every line is in the log of the step.' }),
    stderr_tail: z.string(),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [{ title: 'The tests in tests/', input: { test_path: 'tests/' } }],
  async run(context, { test_path, project_path, runner: asked, check }) {
    const project = await testedProject(context, project_path, test_path);
    const runner = asked ?? (await runnerOf(context, project));
    if (runner === undefined) {
      throw new NotApplicable(`nothing in "${project_path}" says how it is tested, and "${test_path}" holds no tests`);
    }
    const command = await testCommand(context, runner, project);
    const begun = performance.now();
    const result = await context.exec(command, {
      cwd: project.folder,
      keepBytes: KEEP_BYTES,
      spill: true,
      logLines: true,
    });
    const seconds = Math.round(performance.now() - begun) / 1_000;
    const stdoutTail = await outputTail(result.stdout, result.stdoutFile);
    const stderrTail = await outputTail(result.stderr, result.stderrFile);
    if (check && result.exitCode !== 0) throw testsFailed(command, result, [stdoutTail, stderrTail]);
    return {
      success: result.exitCode === 0,
      runner,
      command: [...command],
      exit_code: exitCodeOf(result),
      execution_time: seconds,
      stdout_tail: stdoutTail,
      stderr_tail: stderrTail,
    };
  },
});

/** Both places are in the workspace, links followed. */
async function testedProject(context: ActionContext, projectPath: string, testPath: string): Promise<TestedProject> {
  const folder = await context.fs.locate(projectPath);
  const test = join(folder, testPath);
  if ((await context.fs.stat(test)) === undefined) return { folder, testPath, hasTestPath: false };
  return { folder, testPath: relative(folder, await context.fs.locate(test)) || '.', hasTestPath: true };
}

function testsFailed(command: readonly string[], result: ExecResult, tails: readonly [string, string]): ActionError {
  const [stdout, stderr] = tails;
  const exitCode = exitCodeOf(result);
  return new ActionError(`the tests failed: ${command.join(' ')} ended with ${exitCode}`, {
    code: 'TESTS_FAILED',
    details: { exit_code: exitCode, command: [...command], stdout, stderr },
    suggestions: ['Look at the output above or in the log of the step.', 'Set check to false to take it as a result.'],
  });
}
