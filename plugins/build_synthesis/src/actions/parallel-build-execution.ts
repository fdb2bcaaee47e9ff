import { availableParallelism } from 'node:os';
import { type ActionContext, ActionError, defineAction, isOrchestrationError } from '@codomyrmex/core';
import * as z from 'zod';
import { commandOf, commandSchema, pathSchema, secondsSchema, variablesOf, variablesSchema } from '../command.ts';
import { ranCommand } from '../run-command.ts';

const MAX_TASKS = 1_000;
const MAX_WORKERS = 64;
const NOT_FOUND = 127;
const TIMED_OUT = 124;

const taskSchema = z.strictObject({
  name: z.string().min(1).max(200),
  command: commandSchema,
  cwd: pathSchema.default('.'),
  timeout: secondsSchema.default(300),
  env: variablesSchema.optional(),
});
type Task = z.output<typeof taskSchema>;

const resultSchema = z.object({
  name: z.string(),
  success: z.boolean(),
  exit_code: z.int().meta({ description: '127 for a program that is not there, 124 for one that took too long.' }),
  execution_time: z.number(),
  stdout_tail: z.string(),
  stderr_tail: z.string(),
});
type Result = z.output<typeof resultSchema>;

export const parallelBuildExecution = defineAction({
  title: 'Run commands of a build side by side',
  description:
    'Runs all tasks, some at a time, also when some fail, and gives their results in the order of the list. A task that takes longer than its time has failed, and ends with the step.',
  input: z.strictObject({
    build_tasks: z
      .array(taskSchema)
      .min(1)
      .max(MAX_TASKS)
      .meta({ description: 'The commands, none of which waits for another.' }),
    max_workers: z
      .int()
      .min(1)
      .max(MAX_WORKERS)
      .optional()
      .meta({ description: 'How many run at a time; as many as there are processors unless given.' }),
    check: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether a task that fails fails the step, when all have ended.' }),
  }),
  output: z.object({
    success: z.boolean(),
    total: z.int(),
    passed: z.int(),
    failed: z.int(),
    execution_time: z.number(),
    results: z.array(resultSchema),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [
    {
      title: 'Two packages',
      input: {
        build_tasks: [
          { name: 'a', command: ['npm', 'run', 'build'], cwd: 'packages/a' },
          { name: 'b', command: ['npm', 'run', 'build'], cwd: 'packages/b' },
        ],
        max_workers: 2,
      },
    },
  ],
  async run(context, { build_tasks: tasks, max_workers: workers = availableParallelism(), check }) {
    // A folder that cannot be used is refused before anything runs.
    const folders = await Promise.all(tasks.map(({ cwd }) => context.fs.locate(cwd)));
    const begun = performance.now();
    const results: Result[] = [];
    const open = tasks.entries();
    let done = 0;
    const lane = async (): Promise<void> => {
      for (const [index, task] of open) {
        results[index] = await resultOf(context, task, folders[index] ?? context.workspace);
        context.progress(++done / tasks.length, `${done} of ${tasks.length} tasks`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, lane));
    const bad = results.filter(({ success }) => !success);
    if (check && bad.length > 0) throw tasksFailed(bad, tasks.length);
    return {
      success: bad.length === 0,
      total: tasks.length,
      passed: tasks.length - bad.length,
      failed: bad.length,
      execution_time: Math.round(performance.now() - begun) / 1_000,
      results,
    };
  },
});

/** What cannot be started or takes too long fails like any other, so that the others still run. */
async function resultOf(context: ActionContext, task: Task, folder: string): Promise<Result> {
  try {
    const command = commandOf(task.command);
    const ran = await ranCommand(context, { command, folder, seconds: task.timeout, variables: variablesOf(task.env) });
    return {
      name: task.name,
      success: ran.exitCode === 0,
      exit_code: ran.exitCode,
      execution_time: ran.seconds,
      stdout_tail: ran.stdoutTail,
      stderr_tail: ran.stderrTail,
    };
  } catch (error) {
    const code = isOrchestrationError(error) ? error.code : undefined;
    if (!isOrchestrationError(error) || (code !== 'COMMAND_NOT_FOUND' && code !== 'TIMEOUT_EXCEEDED')) throw error;
    const isLate = code === 'TIMEOUT_EXCEEDED';
    return {
      name: task.name,
      success: false,
      exit_code: isLate ? TIMED_OUT : NOT_FOUND,
      execution_time: isLate ? task.timeout : 0,
      stdout_tail: '',
      stderr_tail: error.message,
    };
  }
}

const MAX_NAMED = 5;

function tasksFailed(bad: readonly Result[], total: number): ActionError {
  const named = bad.slice(0, MAX_NAMED).map(({ name, exit_code }) => `${name} (${exit_code})`);
  const more = bad.length > MAX_NAMED ? `, and ${bad.length - MAX_NAMED} more` : '';
  return new ActionError(`${bad.length} of ${total} tasks failed: ${named.join(', ')}${more}`, {
    code: 'BUILD_FAILED',
    details: { failed: bad.slice(0, MAX_NAMED) },
    suggestions: ['Set check to false to take failed tasks as a result.'],
  });
}
