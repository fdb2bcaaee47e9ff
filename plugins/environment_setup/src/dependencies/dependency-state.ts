import { ActionError, NotApplicable } from '@codomyrmex/core';
import type { Declared, Dependency } from './dependency.ts';
import { declaredByNpm, installedByNpm } from './npm.ts';
import { declaredByPython, installedByPython } from './python.ts';

/**
 * What the manifests of the folder `root` declare, or those asked for, and what of it is there.
 * @throws NotApplicable without a manifest, ActionError INVALID_MANIFEST.
 */
export async function dependencyState(
  root: string,
  { written, asked }: { readonly written: string; readonly asked: readonly string[] | undefined },
): Promise<Dependency[]> {
  const npm = valid(await declaredByNpm(root));
  const python = valid(await declaredByPython(root));
  if (npm === undefined && python === undefined) {
    throw new NotApplicable(`there is no package.json, pyproject.toml or requirements.txt in "${written}"`);
  }
  const declared = narrowed({ npm: npm ?? [], python: python ?? [] }, asked, npm === undefined ? 'python' : 'npm');
  return [...(await installedByNpm(root, declared.npm)), ...(await installedByPython(root, declared.python))];
}

/** Whether its absence keeps a project from working. */
export const isNeeded = ({ kind }: Dependency): boolean => kind !== 'optional' && kind !== 'peer';

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
