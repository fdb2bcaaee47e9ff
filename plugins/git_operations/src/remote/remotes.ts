import { ActionError, didYouMean } from '@codomyrmex/core';
import * as z from 'zod';
import { withoutCredentials } from '../git-command.ts';
import { isReferenceName } from '../reference-name.ts';
import type { Repository } from '../repository.ts';

export const remoteName = z
  .string()
  .max(100)
  .refine((name) => isReferenceName(name) && !name.includes('//'), 'is not a name that git allows for a remote')
  .meta({ description: 'The name of a remote, such as origin.' });

export interface Remote {
  readonly name: string;
  /** As they are written; they may hold credentials. */
  readonly urls: readonly string[];
  /** Where is pushed to, when that is elsewhere. */
  readonly pushUrls: readonly string[];
}

/** The remotes of all configuration that counts, by name. */
export async function remotesOf(repository: Repository): Promise<Remote[]> {
  // Key and value with a line feed between, each pair ended by a NUL; 1: there is none.
  const listed = await repository.run(['config', '-z', '--get-regexp', String.raw`^remote\..*\.(url|pushurl)$`]);
  const remotes = new Map<string, { urls: string[]; pushUrls: string[] }>();
  for (const pair of listed.exitCode === 0 ? listed.stdout.split('\0') : []) {
    const [, name, kind, url] = /^remote\.([\s\S]+)\.(url|pushurl)\n([\s\S]*)$/.exec(pair) ?? [];
    if (name === undefined || url === undefined) continue;
    const remote = remotes.get(name) ?? { urls: [], pushUrls: [] };
    (kind === 'url' ? remote.urls : remote.pushUrls).push(url);
    remotes.set(name, remote);
  }
  return [...remotes].map(([name, urls]) => ({ name, ...urls })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws ActionError REMOTE_NOT_FOUND */
export async function remoteNamed(repository: Repository, name: string): Promise<Remote> {
  const remotes = await remotesOf(repository);
  const found = remotes.find((remote) => remote.name === name);
  if (found !== undefined) return found;
  const suggestion = didYouMean(
    name,
    remotes.map((remote) => remote.name),
  );
  throw new ActionError(`there is no remote "${name}"`, {
    code: 'REMOTE_NOT_FOUND',
    retryable: false,
    suggestions: [suggestion ?? (remotes.length === 0 ? 'add_remote first' : 'see list_remotes')],
  });
}

export const shownAddress = (url: string): string => withoutCredentials(url).slice(0, 2_000);
