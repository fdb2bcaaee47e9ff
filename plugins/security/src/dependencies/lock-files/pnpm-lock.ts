import type { LockedPackage, LockFileReader } from '../locked-package.ts';

/**
 * `pnpm-lock.yaml` of pnpm 3 and later. It is written by one program in one form, so its keys are read by line: a general reader
 * of YAML can be brought down by what is nested in the rest.
 */
export const pnpmLock: LockFileReader = (text) => {
  if (!/^lockfileVersion:/m.test(text)) throw new Error('it has no lockfileVersion');
  const packages: LockedPackage[] = [];
  let unpinned = 0;
  let inPackages = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line)) inPackages = line === 'packages:';
    const key = inPackages ? /^ {2}(\S.*):(?: \{\})?$/.exec(line)?.[1] : undefined;
    if (key === undefined) continue;
    const found = packageOf(key);
    if (found === undefined) unpinned += 1;
    else packages.push(found);
  }
  return { packages, unpinned };
};

/** `'@a/b@1.0.0'`, `/a@1.0.0(c@2.0.0)`, and of old `/a/1.0.0_c@2.0.0`. */
function packageOf(key: string): LockedPackage | undefined {
  const path = key.replaceAll(/^['"]?\/?|['"]$/g, '').replace(/\(.*$/, '');
  const modern = /^((?:@[^@/]+\/)?[^@/]+)@(\d[^/@]*)$/.exec(path);
  const [, name, version] = modern ?? /^(.+)\/(\d[^/_]*)(?:_.*)?$/.exec(path) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
