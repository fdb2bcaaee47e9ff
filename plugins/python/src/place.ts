import { realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { folder, packageName, pythonProgram, settingsOf } from './settings.ts';

/** Which Python and which package: parameters of every action. */
export const placeShape = {
  package: packageName
    .default('codomyrmex')
    .meta({ description: 'The Python package; one that the configuration of the plugin allows.' }),
  python: pythonProgram.optional(),
  python_path: z
    .array(folder)
    .max(50)
    .default([])
    .meta({ description: 'Folders of the workspace in which Python looks for packages, before its own: src.' }),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and "_"'), z.string().max(100_000))
    .default({})
    .meta({
      description: 'Added to a few harmless variables (PATH, HOME, LANG, proxies, …); nothing else is inherited.',
    }),
};
const placeSchema = z.strictObject(placeShape);
export type WrittenPlace = z.output<typeof placeSchema>;

/** What the bridge needs of an attempt. */
export type BridgeContext = Pick<ActionContext, 'config' | 'exec' | 'log' | 'resolve' | 'workspace'>;

export interface Place {
  readonly package: string;
  readonly program: string;
  /** Absolute paths. */
  readonly pythonPath: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The interpreter and the folders that a call is made with.
 * @throws ActionError PACKAGE_REFUSED · PATH_REFUSED · NOT_FOUND
 */
export async function placeOf(context: BridgeContext, written: WrittenPlace): Promise<Place> {
  const settings = settingsOf(context.config);
  if (!settings.packages.includes(written.package)) {
    throw new ActionError(
      `the package "${written.package}" may not be called: allowed is ${settings.packages.join(', ')}`,
      {
        code: 'PACKAGE_REFUSED',
        retryable: false,
        suggestions: ['Whoever runs the engine adds it to `packages` in the configuration of the plugin.'],
      },
    );
  }
  const program = written.python ?? settings.python ?? 'python3';
  return {
    package: written.package,
    env: written.env,
    program: /[\\/]/.test(program) ? context.resolve(program) : program,
    pythonPath: [
      ...(await Promise.all(written.python_path.map((path) => folderInside(context, path)))),
      ...settings.python_path.map((path) => context.resolve(path)),
    ],
  };
}

/** Links are followed before it is looked whether the folder lies in the workspace. */
async function folderInside(context: BridgeContext, path: string): Promise<string> {
  const [root, found] = await Promise.all([
    realpath(context.workspace),
    realpath(context.resolve(path)).catch(() => undefined),
  ]);
  if (found === undefined || !(await stat(found)).isDirectory()) {
    throw refused('NOT_FOUND', `python_path: there is no folder ${path} in ${context.workspace}`);
  }
  const inside = relative(root, found);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw refused('PATH_REFUSED', `python_path: ${path} lies outside the workspace`, [
      'Folders elsewhere belong into `python_path` in the configuration of the plugin.',
    ]);
  }
  return found;
}

function refused(code: string, message: string, suggestions: readonly string[] = []): ActionError {
  return new ActionError(message, { code, retryable: false, suggestions });
}
