import type { ExecCommand } from '@codomyrmex/core';
import * as z from 'zod';

const noNul = /^[^\0]*$/;
const text = z.string().max(100_000).regex(noNul, 'a NUL character cannot be passed to a command');

export const commandSchema = z.union([
  text
    .regex(/\S/, 'the command is empty')
    .meta({ description: 'A script for sh -c. Never put values of others into it: use a list.' }),
  z
    .tuple([text.regex(/\S/, 'the program is empty')], z.union([text, z.number(), z.boolean()]))
    .refine((list) => list.length <= 10_000, 'at most 10000 arguments')
    .meta({ description: 'A program and its arguments, run without a shell: each is passed as it is.' }),
]);
export type Command = z.output<typeof commandSchema>;

/** As arguments without a shell of the engine's, so that a measuring program can stand before them. */
export function commandArguments(command: Command): [string, ...string[]] {
  if (typeof command === 'string') return ['sh', '-c', command];
  const [program, ...args] = command;
  return [program, ...args.map(String)];
}

export const execCommand = (command: Command): ExecCommand => commandArguments(command);

const MAX_SHOWN = 200;

export const shownCommand = (command: Command): string =>
  (typeof command === 'string' ? command : command.map(String).join(' ')).trim().slice(0, MAX_SHOWN);
