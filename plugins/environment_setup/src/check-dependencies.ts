import { ActionError, defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { type Declared, dependencySchema } from './dependencies/dependency.ts';
import { declaredByNpm, installedByNpm } from './dependencies/npm.ts';
import { declaredByPython, installedByPython } from './dependencies/python.ts';
import { folderAt } from './folder.ts';

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
    const npm = valid(await declaredByNpm(root));
    const python = valid(await declaredByPython(root));
    if (npm === undefined && python === undefined) {
      throw new NotApplicable(`there is no package.json, pyproject.toml or requirements.txt in "${path}"`);
    }
    const declared = narrowed({ npm: npm ?? [], python: python ?? [] }, asked, npm === undefined ? 'python' : 'npm');
    const all = [...(await installedByNpm(root, declared.npm)), ...(await installedByPython(root, declared.python))];
    const named = (status: string) => all.filter((one) => one.status === status).map(({ name }) => name);
    const failing = all.filter(
      ({ status, kind }) =>
        (status === 'missing' || status === 'wrong_version') && kind !== 'optional' && kind !== 'peer',
    );
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

/** @throws ActionError INVALID_MANIFEST */
function valid(declared: Declared[] | { readonly problem: string } | undefined): Declared[] | undefined {
  if (declared === undefined || Array.isArray(declared)) return declared;
  throw new ActionError(declared.problem, {
    code: 'INVALID_MANIFEST',
    retryable: false,
    suggestions: ['mend the file'],
  });
}

interface ByEcosystem {
  readonly npm: readonly Declared[];
  readonly python: readonly Declared[];
}

/** Those asked for; a name that no manifest declares is looked for too, among npm's where there is a package.json. */
function narrowed(all: ByEcosystem, asked: readonly string[] | undefined, other: 'npm' | 'python'): ByEcosystem {
  if (asked === undefined) return all;
  const declares = (list: readonly Declared[]) => list.filter(({ name }) => asked.includes(name));
  const known = { npm: declares(all.npm), python: declares(all.python) };
  const unknown = asked
    .filter((name) => ![...known.npm, ...known.python].some((one) => one.name === name))
    .map((name): Declared => ({ name, kind: 'asked', declared: null }));
  return { ...known, [other]: [...known[other], ...unknown] };
}
