import { ActionError } from '@codomyrmex/core';

/** Where another repository is, and the transport that this takes. */
export type Remote =
  | { readonly protocol: 'https' | 'ssh'; readonly url: string }
  | { readonly protocol: 'file'; readonly path: string };

const user = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;
const host = /^(?:[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])$/;
/** `git@host:path`, which ssh reads too. Two colons would name a helper program. */
const scpForm = /^([^@:/\s]+)@([^@:/\s]+):(?!:)([^\s-][^\s]*)$/;

/**
 * What may be cloned, fetched from and pushed to: `https` and `ssh`, and paths of this machine where `local` says so. Any other scheme
 * (`ext::` runs programs) and anything that ssh could take for an option is refused; so are credentials in the address,
 * which git would keep in plain text.
 * @throws ActionError UNSAFE_URL; the message repeats the address without credentials.
 */
export function parseRemote(written: string, local: 'refused' | 'allowed'): Remote {
  if (hasControlOrSpace(written) || written.startsWith('-'))
    throw unsafe(written, 'it has characters that no address has');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/|:)/.exec(written)?.[1]?.toLowerCase();
  if (scheme === 'https' || scheme === 'ssh') return parseUrl(written, scheme);
  if (scheme === 'file' && local === 'allowed') return { protocol: 'file', path: filePath(written) };
  if (scheme !== undefined) throw unsafe(written, `"${scheme}" is not among the schemes https and ssh`);
  const scp = scpForm.exec(written);
  if (scp !== null) return parseScp(written, scp);
  if (local === 'allowed') return { protocol: 'file', path: written };
  throw unsafe(written, 'it is neither https://… nor ssh://… nor user@host:path');
}

function parseUrl(written: string, protocol: 'https' | 'ssh'): Remote {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !written.includes('://')) throw unsafe(written, 'it cannot be read');
  if (!host.test(url.hostname)) throw unsafe(written, 'its host is not a name');
  if (url.password !== '' || (protocol === 'https' && url.username !== ''))
    throw unsafe(written, 'it holds credentials');
  if (url.username !== '' && !user.test(url.username)) throw unsafe(written, 'its user is not a name');
  if (url.pathname.length < 2 || url.pathname.startsWith('/-')) throw unsafe(written, 'it has no path');
  return { protocol, url: written };
}

function parseScp(written: string, [, name = '', machine = '']: readonly string[]): Remote {
  if (!user.test(name)) throw unsafe(written, 'its user is not a name');
  if (!host.test(machine)) throw unsafe(written, 'its host is not a name');
  return { protocol: 'ssh', url: written };
}

function filePath(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || (url.hostname !== '' && url.hostname !== 'localhost'))
    throw unsafe(written, 'it names another machine');
  return decodeURIComponent(url.pathname);
}

function hasControlOrSpace(text: string): boolean {
  return text.split('').some((character) => character <= ' ' || character === '\x7f');
}

function unsafe(written: string, why: string): ActionError {
  const shown = written.replaceAll(/\/\/[^/]*@/g, '//***@').slice(0, 200);
  return new ActionError(`${JSON.stringify(shown)} is refused as the address of a repository: ${why}`, {
    code: 'UNSAFE_URL',
    retryable: false,
    suggestions: [
      'use https://host/path or ssh://user@host/path',
      'for credentials use a credential helper or an ssh key',
      'for a repository on this machine set allow_local: true',
    ],
  });
}
