import { type ActionContext, ActionError, type ExecResult } from '@codomyrmex/core';
import { type Command, commandArguments, shownCommand } from './command.ts';
import type { Usage, UsageProgram } from './usage-program.ts';

export interface MeasuredRun {
  readonly seconds: number;
  readonly usage: Usage | undefined;
}

export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const KEEP_BYTES = 4_096;
const NOT_FOUND = 127;

/** Runs the command once. The time is from before it is started to after its end, as whoever waits for it sees it. */
export async function measureRun(
  context: ActionContext,
  command: Command,
  { place, program }: { readonly place: Place; readonly program: UsageProgram | undefined },
): Promise<MeasuredRun> {
  const args = commandArguments(command);
  const started = performance.now();
  const result = await context.exec(program?.wrap(args) ?? args, { ...place, keepBytes: KEEP_BYTES });
  const seconds = (performance.now() - started) / 1_000;
  requireSuccess(command, result);
  return { seconds, usage: await program?.read() };
}

/** @throws ActionError COMMAND_FAILED: the time of a command that fails says nothing. */
export function requireSuccess(command: Command, { exitCode, signal, stderr }: ExecResult): void {
  if (exitCode === 0) return;
  const how = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  throw new ActionError(`${JSON.stringify(shownCommand(command))} ${how}: ${stderr.trim().slice(-1_000)}`, {
    code: exitCode === NOT_FOUND ? 'COMMAND_NOT_FOUND' : 'COMMAND_FAILED',
    retryable: false,
    suggestions: ['Only a command that ends well is measured.'],
  });
}
