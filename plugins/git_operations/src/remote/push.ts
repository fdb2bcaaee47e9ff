import { ActionError } from '@codomyrmex/core';
import type { Repository } from '../repository.ts';
import { type Transport, transferFailed } from './transport.ts';

export interface Push {
  readonly branch: string;
  /** Where the branch stands here. */
  readonly hash: string;
  readonly tags: readonly string[];
  /** Whether commits at the remote may be replaced, if they are those that were fetched last. */
  readonly replace: boolean;
  readonly trusted: boolean;
}

export interface Pushed {
  readonly pushed: boolean;
  readonly forced: boolean;
  readonly tags: string[];
}

/**
 * Sends a branch and tags, all or none. What is known of the remote's branch is brought up to date with it.
 * @throws ActionError NOT_FAST_FORWARD, STALE_LEASE, TAG_EXISTS, PUSH_REJECTED, AUTHENTICATION_FAILED, GIT_FAILED.
 */
export async function pushTo(repository: Repository, transport: Transport, push: Push): Promise<Pushed> {
  const branch = `refs/heads/${push.branch}`;
  const tracking = `refs/remotes/${transport.remote.name}/${push.branch}`;
  const lease = push.replace ? [`--force-with-lease=${branch}:${await hashNow(repository, tracking)}`] : [];
  const result = await repository.run(
    [
      'push',
      '--porcelain',
      '--no-progress',
      // All or none; not every server can, so it is asked for only where it matters.
      ...(push.tags.length > 0 ? ['--atomic'] : []),
      '--no-follow-tags',
      '--recurse-submodules=no',
      ...(push.trusted ? [] : ['--no-verify', '--no-signed']),
      ...lease,
      `--receive-pack=${transport.programs.receive}`,
      '--',
      transport.address,
      `${push.hash}:${branch}`,
      ...push.tags.map((tag) => `refs/tags/${tag}:refs/tags/${tag}`),
    ],
    transport.options,
  );
  const answers = parseAnswers(result.stdout);
  const refused = answers.find(({ flag, reason }) => flag === '!' && !reason.includes('atomic'));
  if (refused !== undefined) throw rejected(refused, transport.remote.name);
  if (result.exitCode !== 0) throw transferFailed('push', result);
  await repository.text(['update-ref', tracking, push.hash]);
  const own = answers.find(({ to }) => to === branch);
  return {
    pushed: own !== undefined && own.flag !== '=',
    forced: own?.flag === '+',
    tags: answers.filter(({ flag, to }) => flag === '*' && to.startsWith('refs/tags/')).map(({ to }) => to.slice(10)),
  };
}

/** Empty for a branch that is not known: the remote must not have it either. */
async function hashNow(repository: Repository, reference: string): Promise<string> {
  const result = await repository.run(['rev-parse', '--verify', '--quiet', reference]);
  return result.exitCode === 0 ? result.stdout.trim() : '';
}

interface Answer {
  /** `=` as it was, `*` new, `+` replaced, `!` refused, a space for what follows. */
  readonly flag: string;
  readonly to: string;
  readonly reason: string;
}

/** A reference a line: `flag TAB from:to TAB what happened`. */
function parseAnswers(output: string): Answer[] {
  return output.split('\n').flatMap((line) => {
    const [, flag, to, reason] = /^([ +\-*!=])\t[^\t]*:([^\t:]+)\t(.*)$/.exec(line) ?? [];
    return flag === undefined || to === undefined ? [] : [{ flag, to, reason: reason ?? '' }];
  });
}

function rejected({ to, reason }: Answer, remote: string): ActionError {
  const name = to.replace(/^refs\/(?:heads|tags)\//, '');
  const refused = (code: string, message: string, suggestion: string) =>
    new ActionError(message, { code, retryable: false, details: { reference: to }, suggestions: [suggestion] });
  if (/stale info/.test(reason)) {
    return refused(
      'STALE_LEASE',
      `the remote "${remote}" has other commits on "${name}" than were last fetched; nothing is replaced`,
      'fetch_changes, look at them, and push again',
    );
  }
  if (/already exists/.test(reason)) {
    return refused(
      'TAG_EXISTS',
      `the remote "${remote}" has another tag "${name}"`,
      'choose another name; tags are not moved',
    );
  }
  if (/fetch first|non-fast-forward/.test(reason)) {
    return refused(
      'NOT_FAST_FORWARD',
      `the remote "${remote}" has commits on "${name}" that are not here`,
      'pull_changes first, or set force_with_lease: true to replace them',
    );
  }
  return refused(
    'PUSH_REJECTED',
    `the remote "${remote}" refuses "${name}": ${reason.slice(0, 500)}`,
    'see what the remote allows',
  );
}
