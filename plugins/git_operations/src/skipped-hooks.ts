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
  const names = await readdir(join(folder, 'hooks')).catch(() => []);
  const own = names.filter((name) => !name.endsWith('.sample')).sort();
  return [...(repository.hasHooksPath ? ['core.hooksPath'] : []), ...own].slice(0, MAX_NAMED);
}
