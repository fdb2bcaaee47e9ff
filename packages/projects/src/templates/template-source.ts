import { isAbsolute } from 'node:path';
import { UsageError } from '@codomyrmex/core';

/** Where a template is to be had, as somebody wrote it. */
export type TemplateSource =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'npm'; readonly name: string; readonly version: string | undefined }
  | { readonly kind: 'git'; readonly url: string; readonly commit: string };

const name = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const packageName = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
const packageVersion = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,99}$/;
const commit = /^[0-9a-f]{40}$/;

/**
 * Reads `web_application`, `./my-template`, `npm:name@version` or `git:url#commit`.
 * @throws UsageError INVALID_PARAMETERS.
 */
export function templateSource(written: string): TemplateSource {
  if (written.startsWith('npm:')) return npmSource(written);
  if (written.startsWith('git:')) return gitSource(written);
  if (written.includes('\0')) throw unusable(written, 'it has a NUL');
  if (isAbsolute(written) || /^\.{1,2}([/\\]|$)/.test(written) || /[/\\]/.test(written))
    return { kind: 'folder', folder: written };
  if (name.test(written)) return { kind: 'name', name: written };
  throw unusable(written, 'it is neither a name nor a path');
}

function npmSource(written: string): TemplateSource {
  const spec = written.slice('npm:'.length);
  const at = spec.indexOf('@', 1);
  const named = at < 0 ? spec : spec.slice(0, at);
  const version = at < 0 ? undefined : spec.slice(at + 1);
  if (!packageName.test(named) || named.length > 214) throw unusable(written, 'that is no name of a package');
  if (version !== undefined && !packageVersion.test(version))
    throw unusable(written, 'that is no version of a package');
  return { kind: 'npm', name: named, version };
}

function gitSource(written: string): TemplateSource {
  const [, url = '', pin = ''] = /^git:([^#]*)#?(.*)$/.exec(written) ?? [];
  if (!commit.test(pin))
    throw unusable(written, 'a template from git is pinned: its address ends in # and the 40 digits of a commit');
  const why = whyNoGitUrl(url);
  if (why !== undefined) throw unusable(written, why);
  return { kind: 'git', url, commit: pin };
}

const host = String.raw`[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?`;
const https = new RegExp(`^https://${host}/[^\\s]*$`);
const ssh = new RegExp(String.raw`^ssh://([A-Za-z0-9_][A-Za-z0-9_.-]*@)?${host}/[^\s]*$`);

/** Other schemes can start programs (`ext::`), and a host that begins with a hyphen is an option of ssh. */
function whyNoGitUrl(url: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(url)) return 'its address has a space or a control character';
  if (url.startsWith('file://')) return url.startsWith('file:///') ? undefined : 'a file address names no host';
  if (https.test(url) || ssh.test(url)) return undefined;
  if (/^https:\/\/[^/]*@/.test(url))
    return 'its address has a name or password, which would be written down; use a credential helper';
  return 'its address is none of https://…, ssh://… and file:///…';
}

const unusable = (written: string, why: string): UsageError =>
  new UsageError(`${JSON.stringify(written)} is no source of a template: ${why}`, {
    code: 'INVALID_PARAMETERS',
    details: { template: written },
    suggestions: ['Write web_application, ./folder, npm:name@1.2.3 or git:https://host/repository.git#<commit>.'],
  });
