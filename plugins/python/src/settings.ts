import * as z from 'zod';

/** A program that is called as Python is; anything else would be handed the bridge as an argument. */
export const pythonProgram = z
  .string()
  .max(4_096)
  .regex(/^(?:[^\0]*[\\/])?(?:python|pypy)[\w.]*$/i, 'name a Python interpreter, such as python3 or .venv/bin/python')
  .meta({ description: 'The interpreter: a program on the PATH, or a file, relative to the workspace or absolute.' });

const publicName = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
export const packageName = z.string().regex(publicName, 'use the name of a top-level Python package');

export const folder = z
  .string()
  .min(1)
  .max(4_096)
  .refine((path) => !path.includes('\0'), 'holds a NUL');

/** What whoever runs the engine says about Python. */
export const settingsSchema = z.strictObject({
  python: pythonProgram.optional(),
  python_path: z
    .array(folder)
    .max(50)
    .default([])
    .meta({ description: 'Folders that Python looks in for packages, before its own.' }),
  packages: z
    .array(packageName)
    .min(1)
    .max(50)
    .default(['codomyrmex'])
    .meta({ description: 'Packages whose public functions may be called.' }),
});
export type Settings = z.output<typeof settingsSchema>;

/** The settings of an attempt; defaults where nobody configured the plugin. */
export function settingsOf(config: unknown): Settings {
  return settingsSchema.parse(config ?? {});
}
