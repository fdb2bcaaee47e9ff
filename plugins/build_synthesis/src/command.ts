import * as z from 'zod';

const MAX_CHARACTERS = 100_000;
const MAX_ARGUMENTS = 10_000;
const MAX_SECONDS = 24 * 3_600;

const text = z
  .string()
  .max(MAX_CHARACTERS)
  .regex(/^[^\0]*$/, 'a NUL character cannot be passed to a command');
/** A parameter of a workflow keeps its type in `{{ … }}`: numbers and booleans are as good as text here. */
const word = z.union([text, z.number(), z.boolean()]);

export const commandSchema = z
  .tuple([text.regex(/\S/, 'the program is empty')], word)
  .refine((list) => list.length <= MAX_ARGUMENTS, `at most ${MAX_ARGUMENTS} arguments`)
  .meta({ description: 'A program and its arguments, run without a shell: each is passed as it is.' });

export type Command = readonly [program: string, ...args: string[]];

export function commandOf([program, ...args]: z.output<typeof commandSchema>): Command {
  return [program, ...args.map(String)];
}

export const pathSchema = z
  .string()
  .min(1)
  .max(4_096)
  .regex(/^[^\0]*$/, 'a path holds no NUL');

export const secondsSchema = z
  .number()
  .min(1)
  .max(MAX_SECONDS)
  .meta({ description: 'Seconds; what runs longer is ended and has failed.' });

export const variablesSchema = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and "_"'), word)
  .meta({ description: 'Added to a few harmless variables (PATH, HOME, LANG, …); nothing else is inherited.' });

export const variablesOf = (written: z.output<typeof variablesSchema> | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(written ?? {}).map(([name, value]) => [name, String(value)]));
