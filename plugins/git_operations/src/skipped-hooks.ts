import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

const MAX_NAMED = 30;

/** Hooks that lie in the repository and are not run, because it is not trusted. */
export async function skippedHooks(repository: Repository): Promise<string[]> {
  const folder = (await repository.text(['rev-parse', '--path-format=absolute', '--git-common-dir'])).replace(
    /\n$/,
    '',
  );
  return [...(repository.hasHooksPath ? ['core.hooksPath'] : []), ...(await hooksIn(folder))].slice(0, MAX_NAMED);
}

/** The hooks that lie in a bare repository or a `.git` folder, or in that of a work tree. */
export async function hooksIn(folder: string): Promise<string[]> {
  const lists = ['hooks', '.git/hooks'].map((way) => readdir(join(folder, way)).catch(() => []));
  const names = (await Promise.all(lists)).flat();
  return names
    .filter((name) => !name.endsWith('.sample'))
    .sort()
    .slice(0, MAX_NAMED);
}
