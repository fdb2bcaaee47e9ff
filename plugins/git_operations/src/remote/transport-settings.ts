import { ActionError } from '@codomyrmex/core';
import type { Repository } from '../repository.ts';

/** Keys of `http` that choose neither where data goes, nor who may read it, nor what is written. */
const harmlessHttp =
  /^http\.(?:[\s\S]+\.)?(?:extraheader|useragent|version|postbuffer|lowspeedlimit|lowspeedtime|maxrequests|minsessions)$/;

/**
 * Keys by which a repository decides how commits travel: programs that carry them or give credentials, addresses that stand
 * for others, certificates that are not looked at, files that are written. `remotes.…` are groups, whose name may be an address.
 */
const deciding =
  /^(?:core\.(?:sshcommand|gitproxy|askpass)|ssh\.variant|url\.[\s\S]+\.(?:insteadof|pushinsteadof)|credential\.[\s\S]+|http\.[\s\S]+|remotes\.[\s\S]+|fetch\.bundleuri|remote\.[\s\S]+\.(?:uploadpack|receivepack|vcs|proxy|proxyauthmethod|mirror))$/;

const MAX_NAMED = 10;

/**
 * An address says where data goes only where nothing of the repository's own configuration says otherwise.
 * @throws ActionError UNTRUSTED_REPOSITORY
 */
export function refuseOwnTransport({ ownKeys, top }: Repository, address: string): void {
  const keys = ownKeys.filter(
    (key) => (deciding.test(key) && !harmlessHttp.test(key)) || key.startsWith(`remote.${address}.`),
  );
  if (keys.length === 0) return;
  throw new ActionError(
    `the configuration of the repository at ${top} decides how commits travel (${keys.slice(0, MAX_NAMED).join(', ')}), by programs or addresses of its own`,
    {
      code: 'UNTRUSTED_REPOSITORY',
      retryable: false,
      details: { keys: keys.slice(0, MAX_NAMED) },
      suggestions: [
        'if you trust the repository, set trust_repository: true',
        'or move these settings to your own configuration: git config --global',
      ],
    },
  );
}
