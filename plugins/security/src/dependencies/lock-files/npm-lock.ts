import * as z from 'zod';
import type { LockedPackage, LockFileReader } from '../locked-package.ts';

const entry = z.object({ version: z.string().optional(), name: z.string().optional(), link: z.boolean().optional() });
interface Nested {
  readonly version?: string | undefined;
  readonly dependencies?: Readonly<Record<string, unknown>> | undefined;
}
const nested = z.object({ version: z.string().optional(), dependencies: z.record(z.string(), z.unknown()).optional() });
const lock = z.object({
  packages: z.record(z.string(), entry).optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
});

/** A version that the registry has, and no address. */
const isVersion = (version: string | undefined): version is string => version !== undefined && /^\d/.test(version);

/** `package-lock.json` and `npm-shrinkwrap.json` of npm 5 and later. */
export const npmLock: LockFileReader = (text) => {
  const { packages, dependencies } = lock.parse(JSON.parse(text));
  if (packages !== undefined) return installed(packages);
  if (dependencies === undefined) throw new Error('it has neither "packages" nor "dependencies"');
  return ofTree(dependencies);
};

/** By the folder that each is installed in: `node_modules/a/node_modules/@b/c`. */
function installed(entries: Readonly<Record<string, z.output<typeof entry>>>): ReturnType<LockFileReader> {
  const packages: LockedPackage[] = [];
  let unpinned = 0;
  for (const [path, { name, version, link }] of Object.entries(entries)) {
    const at = path.lastIndexOf('node_modules/');
    if (at === -1 || link === true) continue;
    if (isVersion(version)) packages.push({ name: name ?? path.slice(at + 'node_modules/'.length), version });
    else unpinned += 1;
  }
  return { packages, unpinned };
}

function ofTree(dependencies: Readonly<Record<string, unknown>>): ReturnType<LockFileReader> {
  const packages: LockedPackage[] = [];
  let unpinned = 0;
  const open = [dependencies];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const [name, written] of Object.entries(at)) {
      const dependency: Nested = nested.parse(written);
      if (isVersion(dependency.version)) packages.push({ name, version: dependency.version });
      else unpinned += 1;
      if (dependency.dependencies !== undefined) open.push(dependency.dependencies);
    }
  }
  return { packages, unpinned };
}
