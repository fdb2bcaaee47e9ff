import { resolve } from 'node:path';
import { ActionError, type ExecResult } from '@codomyrmex/core';
import * as z from 'zod';
import { existingFolder } from '../folder.ts';
import { gitFailed } from '../git-command.ts';
import { parseRemote } from '../remote-url.ts';
import type { Repository, RunOptions } from '../repository.ts';
import { type Remote, remoteNamed } from './remotes.ts';
import { type Token, tokenOptions } from './token.ts';
import { refuseOwnTransport } from './transport-settings.ts';

export const allowLocal = z
  .boolean()
  .default(false)
  .meta({ description: 'Let the address be a folder of this machine.' });

/** How another repository is reached. */
export interface Transport {
  readonly remote: Remote;
  /** What git is given in the remote's name, so that no other key of that remote counts. */
  readonly address: string;
  readonly isLocal: boolean;
  /** The programs at the other end; of a folder of this machine they run here. */
  readonly programs: { readonly upload: string; readonly receive: string };
  readonly options: RunOptions;
}

export interface TransportRequest {
  readonly remote: string;
  readonly direction: 'fetch' | 'push';
  readonly allowLocal: boolean;
  readonly trusted: boolean;
  readonly token: Token | undefined;
}

/**
 * The way to a remote, checked: address, transport, and what the repository's configuration adds to them.
 * @throws ActionError REMOTE_NOT_FOUND, UNSAFE_URL, PATH_NOT_FOUND, UNTRUSTED_REPOSITORY.
 */
export async function transportTo(repository: Repository, request: TransportRequest): Promise<Transport> {
  const remote = await remoteNamed(repository, request.remote);
  const written = addressOf(remote, request.direction);
  const parsed = parseRemote(written, request.allowLocal ? 'allowed' : 'refused');
  const isLocal = parsed.protocol === 'file';
  const address =
    parsed.protocol === 'file' ? await existingFolder(resolve(repository.top, parsed.path), written) : parsed.url;
  if (!request.trusted) refuseOwnTransport(repository, address);
  return {
    remote,
    address,
    isLocal,
    programs: isLocal && !request.trusted ? localPrograms : remotePrograms,
    options: {
      // The user's own configuration may say ssh where https is written, or the reverse.
      protocols: isLocal ? 'file' : 'https:ssh',
      ...(request.token !== undefined && !isLocal && tokenOptions(request.token)),
    },
  };
}

/** The first of several addresses is fetched from, as git does; to push to several at once is left to git. */
function addressOf(remote: Remote, direction: 'fetch' | 'push'): string {
  const urls = direction === 'push' && remote.pushUrls.length > 0 ? remote.pushUrls : remote.urls;
  const [first] = urls;
  if (first !== undefined && (direction === 'fetch' || urls.length === 1)) return first;
  throw new ActionError(
    `the remote "${remote.name}" has ${urls.length} addresses to ${direction === 'push' ? 'push to' : 'fetch from'}`,
    {
      code: 'REMOTE_NOT_FOUND',
      retryable: false,
      suggestions: ['give it one address, with remove_remote and add_remote'],
    },
  );
}

const remotePrograms = { upload: 'git-upload-pack', receive: 'git-receive-pack' } as const;

/**
 * A repository on this machine answers with its own configuration, which git's settings of the one that asks do not reach.
 * Its hooks are left out, its files are not touched, and it lists nobody else's commits.
 */
const localPrograms = {
  upload: 'git -c core.alternateRefsCommand=true -c core.fsmonitor=false upload-pack',
  receive:
    'git -c core.hooksPath=/dev/null -c core.alternateRefsCommand=true -c core.fsmonitor=false -c receive.denyCurrentBranch=refuse -c receive.autogc=false -c gc.auto=0 receive-pack',
} as const;

/** What a failed exchange becomes. Another attempt may help where the network was to blame. */
export function transferFailed(command: string, result: ExecResult): ActionError {
  const failed = gitFailed(command, result);
  if (
    /could not read (?:Username|Password)|Authentication failed|Permission denied|returned error: 40[13]/i.test(
      result.stderr,
    )
  ) {
    return new ActionError(failed.message, {
      code: 'AUTHENTICATION_FAILED',
      retryable: false,
      details: failed.details,
      suggestions: [
        'set the secret GITHUB_TOKEN, or a credential helper in your own git configuration, or an ssh key without a passphrase',
      ],
    });
  }
  const passing =
    /could not resolve host|connection|timed out|early eof|rpc failed|hung up|returned error: (?:429|5\d\d)/i.test(
      result.stderr,
    );
  return new ActionError(failed.message, { code: failed.code, details: failed.details, retryable: passing });
}
