import type { LockedPackage, LockFileReader } from '../locked-package.ts';

const token = /"[^"]*"|`[^`]*`|[^\s]+/g;

/** `go.mod`: since Go 1.17 it names every module of the build. What `replace` puts in its place counts instead. */
export const goMod: LockFileReader = (text) => {
  const required = new Map<string, string>();
  const replaced = new Map<string, LockedPackage | undefined>();
  for (const words of directives(text)) {
    const [directive, ...rest] = words;
    if (directive === 'require' && rest[0] !== undefined && rest[1] !== undefined) required.set(rest[0], rest[1]);
    if (directive === 'replace') readReplacement(rest, replaced);
  }
  const packages: LockedPackage[] = [];
  let unpinned = 0;
  for (const [name, version] of required) {
    const key = [`${name}@${version}`, name].find((written) => replaced.has(written));
    const taken = key === undefined ? { name, version } : replaced.get(key);
    if (taken === undefined) unpinned += 1;
    else packages.push({ name: taken.name, version: taken.version.replace(/^v/, '') });
  }
  return { packages, unpinned };
};

/** Lines with their directive, blocks in brackets too: `require (` … `)`. */
function* directives(text: string): Generator<readonly string[]> {
  let block: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const words = line.replace(/\/\/.*$/, '').match(token) ?? [];
    if (words.length === 0) continue;
    if (block === undefined && words[1] === '(') block = words[0];
    else if (words[0] === ')') block = undefined;
    else yield (block === undefined ? words : [block, ...words]).map((word) => word.replaceAll(/^["`]|["`]$/g, ''));
  }
}

/** `a v1 => b v2`; a folder in its place has no version. */
function readReplacement(words: readonly string[], replaced: Map<string, LockedPackage | undefined>): void {
  const arrow = words.indexOf('=>');
  const [name, version] = words.slice(0, arrow);
  const [newName, newVersion] = words.slice(arrow + 1);
  if (arrow < 1 || name === undefined || newName === undefined) return;
  const key = version === undefined ? name : `${name}@${version}`;
  replaced.set(key, newVersion === undefined ? undefined : { name: newName, version: newVersion });
}
