import * as z from 'zod';
import type { LockedPackage, LockFileReader } from '../locked-package.ts';

/**
 * `requirements.txt`: lines that pin one version (`name==1.2.3`). What is asked for in a range counts as unpinned; a file that
 * is named by `-r` is read for itself, where its own name says what it is.
 */
export const requirements: LockFileReader = (text) => {
  const packages: LockedPackage[] = [];
  let unpinned = 0;
  for (const line of text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const written = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (written === '' || /^-(?!e\b)|^--(?!editable\b)/.test(written)) continue;
    const pinned =
      /^([A-Za-z0-9][A-Za-z0-9._-]{0,200})\s{0,5}(?:\[[^\]]{0,500}\])?\s{0,5}={2,3}\s{0,5}([A-Za-z0-9][A-Za-z0-9.!+_-]{0,100})(?=\s|;|$)/.exec(
        written,
      );
    const [, name, version] = pinned ?? [];
    if (name === undefined || version === undefined) unpinned += 1;
    else packages.push({ name, version });
  }
  return { packages, unpinned };
};

const group = z.record(z.string(), z.object({ version: z.string().optional() })).default({});
const pipfile = z.object({ default: group, develop: group });

export const pipfileLock: LockFileReader = (text) => {
  const { default: needed, develop } = pipfile.parse(JSON.parse(text));
  const all = [...Object.entries(needed), ...Object.entries(develop)];
  const packages = all.flatMap(([name, { version }]) =>
    version?.startsWith('==') === true ? [{ name, version: version.slice(2) }] : [],
  );
  return { packages, unpinned: all.length - packages.length };
};
