import { defineAction } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { dependencySchema } from './dependencies/dependency.ts';
import { dependencyState, isNeeded } from './dependencies/dependency-state.ts';

const input = z.strictObject({
  path: z
    .string()
    .min(1)
    .default('.')
    .meta({ description: 'The folder with the manifest, relative to the workspace or absolute.' }),
  dependencies: z
    .array(z.string().min(1).max(214))
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: 'Look at these alone, declared or not. All declared ones unless given.' }),
});

const output = z.object({
  satisfied: z
    .boolean()
    .meta({ description: 'Nothing is missing and no version is wrong; optional and peer dependencies do not count.' }),
  dependencies: z.array(dependencySchema),
  missing: z.array(z.string()),
  wrong_version: z.array(z.string()),
  not_checked: z.array(z.string()),
  counts: z.object({
    declared: z.int(),
    installed: z.int(),
    missing: z.int(),
    wrong_version: z.int(),
    not_checked: z.int(),
  }),
});

export const checkDependencies = defineAction({
  title: 'Check dependencies',
  description:
    'Compares what package.json, pyproject.toml and requirements.txt declare with what lies in node_modules and .venv. Nothing is run or installed.',
  input,
  output,
  effects: ['fs:read'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { path, dependencies: asked }) {
    const root = await folderAt(context.resolve(path), path);
    const all = await dependencyState(root, { written: path, asked });
    const named = (status: string) => all.filter((one) => one.status === status).map(({ name }) => name);
    const failing = all.filter((one) => (one.status === 'missing' || one.status === 'wrong_version') && isNeeded(one));
    const [missing, wrong, unchecked] = [named('missing'), named('wrong_version'), named('not_checked')];
    return {
      satisfied: failing.length === 0,
      dependencies: all,
      missing,
      wrong_version: wrong,
      not_checked: unchecked,
      counts: {
        declared: all.filter(({ kind }) => kind !== 'asked').length,
        installed: all.filter(({ installed }) => installed !== null).length,
        missing: missing.length,
        wrong_version: wrong.length,
        not_checked: unchecked.length,
      },
    };
  },
});
