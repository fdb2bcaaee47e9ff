import type { ActionContext, ExecCommand } from '@codomyrmex/core';
import * as z from 'zod';

const MAX_CHARACTERS = 100_000;
const MAX_ARGUMENTS = 10_000;
const MAX_SHOWN = 80;

const noNul = /^[^\0]*$/;
const text = z.string().max(MAX_CHARACTERS).regex(noNul, 'a NUL character cannot be passed to a command');
/** A parameter of a workflow keeps its type in `{{ … }}`: numbers and booleans are as good as text here. */
const word = z.union([text, z.number(), z.boolean()]);

export const commandSchema = z.union([
  text
    .regex(/\S/, 'the command is empty')
    .meta({ description: 'A script for sh -c. Never put values of others into it: use a list.' }),
  z
    .tuple([text.regex(/\S/, 'the program is empty')], word)
    .refine((list) => list.length <= MAX_ARGUMENTS, `at most ${MAX_ARGUMENTS} arguments`)
    .meta({ description: 'A program and its arguments, run without a shell: each is passed as it is.' }),
]);
export type Command = z.output<typeof commandSchema>;

/** Where and with what commands run; the same for every action of the module. */
export const placeShape = {
  cwd: text
    .min(1)
    .optional()
    .meta({ description: 'Folder to run in, from the workspace; the workspace unless given.' }),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and "_"'), word)
    .optional()
    .meta({
      description: 'Added to a few harmless variables (PATH, HOME, LANG, proxies, …); nothing else is inherited.',
    }),
};
const placeSchema = z.object(placeShape);

/** What `exec` is told of the place. */
export function placeOptions({ cwd, env }: z.output<typeof placeSchema>, context: ActionContext) {
  const variables = Object.entries(env ?? {}).map(([name, value]) => [name, String(value)] as const);
  return { cwd: cwd === undefined ? context.workspace : context.resolve(cwd), env: Object.fromEntries(variables) };
}

export function execCommand(command: Command): ExecCommand {
  if (typeof command === 'string') return { shell: command };
  const [program, ...args] = command;
  return [program, ...args.map(String)];
}

/** The command as a message names it: its first line, cut. */
export function shown(command: Command): string {
  const whole = typeof command === 'string' ? command : command.map((part) => quoted(String(part))).join(' ');
  const [line = ''] = whole.trim().split('\n');
  return line.length > MAX_SHOWN || line !== whole.trim() ? `${line.slice(0, MAX_SHOWN)}…` : line;
}

const quoted = (part: string): string => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part));
