import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type Command, commandSchema, execCommand, placeOptions, placeShape, shown } from './command.ts';
import { commandFailure } from './command-failure.ts';
import { commandResult } from './command-result.ts';

const MAX_COMMANDS = 100;
/** What one command may hand to the next. */
const HANDED_BYTES = 16 * 1024 * 1024;
const KEPT_STDOUT = 1024 * 1024;
const KEPT_STDERR = 4_096;

export const pipe = defineAction({
  title: 'Run commands in order, each on the output of the one before',
  description:
    'One command after the other; what one writes to stdout is what the next reads. For programs that should run at the same time, write a | b in a script for shell.run.',
  input: z.strictObject({
    commands: z.array(commandSchema).min(1).max(MAX_COMMANDS).meta({
      description: 'What is run, in order: each a script as one text, or a program with its arguments as a list.',
    }),
    ...placeShape,
    stdin: z.string().optional().meta({ description: 'What the first command reads.' }),
    stop_on_error: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether the first exit code other than 0 fails the step; else all commands run.' }),
  }),
  output: z.object({
    stdout: z.string().meta({ description: 'What the last command wrote; its first MiB.' }),
    failed: z.int().min(0).meta({ description: 'How many commands did not exit with 0.' }),
    results: z.array(z.object({ exit_code: z.int(), stdout_bytes: z.int().min(0), stderr: z.string() })),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [
    {
      title: 'Sort and count',
      input: {
        commands: [
          ['cut', '-d,', '-f1', 'data.csv'],
          ['sort', '-u'],
          ['wc', '-l'],
        ],
      },
    },
  ],
  async run(context, { commands, stop_on_error, stdin, ...place }) {
    const results: { exit_code: number; stdout_bytes: number; stderr: string }[] = [];
    let handed = stdin ?? '';
    for (const [index, command] of commands.entries()) {
      const result = await context.exec(execCommand(command), {
        ...placeOptions(place, context),
        stdin: handed,
        keepBytes: HANDED_BYTES,
        logLines: true,
      });
      const output = commandResult(result, HANDED_BYTES);
      if (stop_on_error && output.exit_code !== 0) {
        throw await commandFailure(`command ${index + 1} of ${commands.length}, ${shown(command)},`, output);
      }
      const isLast = index === commands.length - 1;
      if (!isLast && output.stdout_truncated_bytes !== undefined) throw tooMuch(command, result.stdoutBytes);
      results.push({
        exit_code: output.exit_code,
        stdout_bytes: result.stdoutBytes,
        stderr: Buffer.from(output.stderr).subarray(-KEPT_STDERR).toString('utf8'),
      });
      handed = output.stdout;
      context.progress(results.length / commands.length, `${results.length} of ${commands.length} commands`);
    }
    return {
      stdout: Buffer.from(handed).subarray(0, KEPT_STDOUT).toString('utf8'),
      failed: results.filter((result) => result.exit_code !== 0).length,
      results,
    };
  },
});

/** Half of an input is worse than none. */
function tooMuch(command: Command, bytes: number): ActionError {
  return new ActionError(
    `${shown(command)} wrote ${bytes} bytes; at most ${HANDED_BYTES} can be handed to the next command`,
    {
      code: 'COMMAND_FAILED',
      retryable: false,
      suggestions: ['Write the commands as one script, a | b, for shell.run.'],
    },
  );
}
