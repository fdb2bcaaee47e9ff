import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import type { Repository } from '../repository.ts';
import { type Transport, transferFailed } from './transport.ts';

const MAX_NAMED = 1_000;
const KEEP_BYTES = 32 * 1024 * 1024;

export const updateSchema = z.object({
  branch: z.string().meta({ description: 'As it is called at the remote.' }),
  before: z.string().nullable().meta({ description: 'null when it was not known.' }),
  after: z.string().nullable().meta({ description: 'null when it is no longer known.' }),
});
type Update = z.output<typeof updateSchema>;

export interface Fetched {
  readonly updated: readonly Update[];
  readonly truncated: boolean;
}

/**
 * Brings the branches of a remote, or one of them, to `refs/remotes/<name>`, whatever the configuration says is to be fetched
 * to where; and the tags of their commits. @throws ActionError BRANCH_NOT_FOUND, AUTHENTICATION_FAILED, GIT_FAILED.
 */
export async function fetchFrom(
  repository: Repository,
  transport: Transport,
  { branch, prune }: { readonly branch?: string | undefined; readonly prune: boolean },
): Promise<Fetched> {
  const { name } = transport.remote;
  const which = branch ?? '*';
  const before = await trackedBranches(repository, name);
  const result = await repository.run(
    [
      'fetch',
      '--quiet',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      prune ? '--prune' : '--no-prune',
      '--no-prune-tags',
      `--upload-pack=${transport.programs.upload}`,
      '--',
      transport.address,
      `+refs/heads/${which}:refs/remotes/${name}/${which}`,
    ],
    transport.options,
  );
  if (result.exitCode !== 0) {
    if (/couldn't find remote ref/.test(result.stderr)) {
      throw new ActionError(`the remote "${name}" has no branch "${which}"`, {
        code: 'BRANCH_NOT_FOUND',
        retryable: false,
        suggestions: ['fetch_changes without a branch, then see list_branches with include_remote: true'],
      });
    }
    throw transferFailed('fetch', result);
  }
  const updated = differences(before, await trackedBranches(repository, name));
  return { updated: updated.slice(0, MAX_NAMED), truncated: updated.length > MAX_NAMED };
}

/** Hashes by branch of the remote, as far as they are known here. */
async function trackedBranches(repository: Repository, remote: string): Promise<Map<string, string>> {
  const below = `refs/remotes/${remote}/`;
  const listed = await repository.text(['for-each-ref', '--format=%(objectname) %(refname) %(symref)', below], {
    keepBytes: KEEP_BYTES,
  });
  return new Map(
    listed.split('\n').flatMap((line): [string, string][] => {
      const [hash, reference, symbolic] = line.split(' ');
      if (hash === undefined || reference === undefined || symbolic !== '') return [];
      return [[reference.slice(below.length), hash]];
    }),
  );
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Update[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((branch) => ({ branch, before: before.get(branch) ?? null, after: after.get(branch) ?? null }))
    .filter((update) => update.before !== update.after);
}
