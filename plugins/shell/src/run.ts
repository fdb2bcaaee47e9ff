import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { commandSchema, execCommand, placeOptions, placeShape, shown } from './command.ts';
import { commandFailure } from './command-failure.ts';
import { commandResult, commandResultSchema } from './command-result.ts';

const KEEP_BYTES = 1024 * 1024;

export const run = defineAction({
  title: 'Run a command',
  description:
    'Runs a script with sh, or a program with its arguments without a shell. Output goes to the log of the step line by line; the result holds the first MiB of each stream and a file holds the whole. When the step ends, whatever way, every process of the command ends.',
  input: z.strictObject({
    command: commandSchema.meta({
      description: 'What is run: a script as one text, or a program with its arguments as a list.',
    }),
    ...placeShape,
    stdin: z.string().optional().meta({ description: 'What the command reads; nothing unless given.' }),
    check: z.boolean().default(true).meta({ description: 'Whether an exit code other than 0 fails the step.' }),
  }),
  output: commandResultSchema,
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [
    { title: 'A program with arguments', input: { command: ['git', 'log', '--oneline', '-n', 5] } },
    { title: 'A script', input: { command: 'npm test 2>&1 | tail -n 20', cwd: 'packages/core' } },
  ],
  async run(context, { command, check, stdin, ...place }) {
    const result = await context.exec(execCommand(command), {
      ...placeOptions(place, context),
      ...(stdin !== undefined && { stdin }),
      keepBytes: KEEP_BYTES,
      spill: true,
      logLines: true,
    });
    const output = commandResult(result, KEEP_BYTES);
    if (check && output.exit_code !== 0) throw await commandFailure(shown(command), output);
    return output;
  },
});
