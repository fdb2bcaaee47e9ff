import type { LockedPackage, LockFileReader } from '../locked-package.ts';

/** `yarn.lock` of every version: blocks of a line with what was asked for, and below it what it came to. */
export const yarnLock: LockFileReader = (text) => {
  if (!/^# yarn lockfile v1|^__metadata:/m.test(text)) throw new Error('it is not written by yarn');
  const packages: LockedPackage[] = [];
  let unpinned = 0;
  for (const block of text.split(/\r?\n\r?\n/)) {
    const lines = block.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    const [header, ...rest] = lines;
    if (header === undefined || !header.endsWith(':') || header === '__metadata:') continue;
    const field = (name: string) =>
      rest
        .map((line) => new RegExp(`^ {2}${name}:? "?([^"]+)"?$`).exec(line)?.[1])
        .find((value) => value !== undefined);
    const resolution = field('resolution');
    const name = nameOf(resolution ?? header.replaceAll('"', '').split(',', 1)[0] ?? '');
    const version = field('version');
    const isOwn = resolution !== undefined && !/@(?:npm:|patch:)/.test(resolution);
    if (isOwn || name === undefined || version === undefined || !/^\d/.test(version)) unpinned += 1;
    else packages.push({ name, version });
  }
  return { packages, unpinned };
};

/** `a@^1`, `@a/b@npm:1.0.0`; of `alias@npm:real@^1` what it really is. */
function nameOf(written: string): string | undefined {
  const real = /@npm:(@?[^@]+)@/.exec(written)?.[1];
  return real ?? /^(@?[^@]+)(?:@|$)/.exec(written)?.[1];
}
