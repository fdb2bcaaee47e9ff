import {
  type ActionContext,
  ActionError,
  defineAction,
  type ExecOptions,
  isOrchestrationError,
} from '@codomyrmex/core';
import * as z from 'zod';
import { type Command, commandSchema, execCommand, placeOptions, placeShape, shown } from './command.ts';
import { type CommandResult, commandResult, commandResultSchema } from './command-result.ts';

const MAX_COMMANDS = 1_000;
const MAX_WORKERS = 64;
/** What all results together keep of each stream. */
const KEEP_BYTES = 4 * 1024 * 1024;
const NOT_FOUND = 127;
const MAX_NAMED = 5;

export const batch = defineAction({
  title: 'Run commands side by side',
  description:
    'Runs all commands, some at a time, and gives their results in the order of the list. All run even when some fail.',
  input: z.strictObject({
    commands: z
      .array(commandSchema)
      .min(1)
      .max(MAX_COMMANDS)
      .meta({ description: 'What is run: each a script as one text, or a program with its arguments as a list.' }),
    workers: z.int().min(1).max(MAX_WORKERS).default(4).meta({ description: 'How many run at a time.' }),
    ...placeShape,
    check: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether an exit code other than 0 fails the step, when all have ended.' }),
  }),
  output: z.object({
    total: z.int(),
    passed: z.int(),
    failed: z.int(),
    results: z.array(commandResultSchema),
  }),
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [{ title: 'Two checks at once', input: { commands: ['npm run lint', 'npm run types'], workers: 2 } }],
  async run(context, { commands, workers, check, ...place }) {
    const keepBytes = Math.floor(KEEP_BYTES / commands.length);
    const options = { ...placeOptions(place, context), keepBytes, spill: true, logLines: true };
    const results: CommandResult[] = [];
    const open = commands.entries();
    let done = 0;
    const lane = async (): Promise<void> => {
      for (const [index, command] of open) {
        results[index] = await resultOf(context, command, options);
        context.progress(++done / commands.length, `${done} of ${commands.length} commands`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(workers, commands.length) }, lane));
    const failed = results.filter((result) => result.exit_code !== 0).length;
    if (check && failed > 0) throw batchFailure(commands, results, failed);
    return { total: commands.length, passed: commands.length - failed, failed, results };
  },
});

/** A command that cannot be found fails like one that a shell does not find, so that the others still run. */
async function resultOf(
  context: ActionContext,
  command: Command,
  options: ExecOptions & { readonly keepBytes: number },
): Promise<CommandResult> {
  try {
    return commandResult(await context.exec(execCommand(command), options), options.keepBytes);
  } catch (error) {
    if (!isOrchestrationError(error) || error.code !== 'COMMAND_NOT_FOUND') throw error;
    return { exit_code: NOT_FOUND, stdout: '', stderr: error.message };
  }
}

function batchFailure(commands: readonly Command[], results: readonly CommandResult[], failed: number): ActionError {
  const bad = commands.flatMap((command, index) => {
    const code = results[index]?.exit_code ?? 0;
    return code === 0 ? [] : [{ index, command: shown(command), exit_code: code }];
  });
  const named = bad.slice(0, MAX_NAMED).map((one) => `${one.command} (${one.exit_code})`);
  const more = bad.length > MAX_NAMED ? `, and ${bad.length - MAX_NAMED} more` : '';
  return new ActionError(`${failed} of ${commands.length} commands failed: ${named.join(', ')}${more}`, {
    code: 'COMMAND_FAILED',
    details: { failed: bad },
    suggestions: ['Set check to false to take any exit code as a result.'],
  });
}
