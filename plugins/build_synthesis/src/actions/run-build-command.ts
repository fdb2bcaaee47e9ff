import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { commandOf, commandSchema, pathSchema, secondsSchema, variablesOf, variablesSchema } from '../command.ts';
import { ranCommand, shown } from '../run-command.ts';

const KEEP_BYTES = 1024 * 1024;

export const runBuildCommand = defineAction({
  title: 'Run a command of a build',
  description:
    'Runs one program with its arguments in a folder of the workspace, without a shell. Its lines are in the log of the step.',
  input: z.strictObject({
    command: commandSchema,
    cwd: pathSchema.default('.').meta({ description: 'A folder of the workspace.' }),
    timeout: secondsSchema.default(300),
    env: variablesSchema.optional(),
    check: z.boolean().default(true).meta({ description: 'Whether an exit code other than 0 fails the step.' }),
  }),
  output: z.object({
    success: z.boolean(),
    exit_code: z.int(),
    stdout: z.string().meta({ description: 'Its first MiB.' }),
    stderr: z.string(),
    execution_time: z.number().meta({ description: 'Seconds.' }),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [{ title: 'A target of make', input: { command: ['make', 'all'], cwd: 'native' } }],
  async run(context, { command: written, cwd, timeout: seconds, env, check }) {
    const folder = await context.fs.locate(cwd);
    const command = commandOf(written);
    const ran = await ranCommand(context, {
      command,
      folder,
      seconds,
      variables: variablesOf(env),
      keepBytes: KEEP_BYTES,
    });
    if (check && ran.exitCode !== 0) {
      throw new ActionError(`${shown(command)} ended with ${ran.exitCode}`, {
        code: 'COMMAND_FAILED',
        details: { exit_code: ran.exitCode, stdout: ran.stdoutTail, stderr: ran.stderrTail },
        suggestions: ['Set check to false to take any exit code as a result.'],
      });
    }
    return {
      success: ran.exitCode === 0,
      exit_code: ran.exitCode,
      stdout: ran.stdout,
      stderr: ran.stderr,
      execution_time: ran.seconds,
    };
  },
});
