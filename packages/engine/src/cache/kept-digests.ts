import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bodyIn, withDigest } from '../kept-file.ts';

/** Two hundred bytes each, which are read in one go: 20 ms for all. Those that were read first go first. */
const MAX_KEPT = 20_000;
/** Texts of an entry: path, mark, digest. */
const TEXTS = 3;

export interface KnownDigest {
  /** What `stat` said: a file that was written to has another. */
  readonly mark: string;
  readonly digest: string;
}

/** `<data>/cache/digests`: what a process knew of the files that it read, for those after it. May be removed at any time. */
const digestsFile = (dataFolder: string): string => join(dataFolder, 'cache', 'digests');

/** Nothing where there is none, or where it is not whole: then files are read again. */
export function keptDigests(dataFolder: string): Map<string, KnownDigest> {
  const known = new Map<string, KnownDigest>();
  const texts = textsIn(digestsFile(dataFolder));
  for (let at = 0; at + TEXTS <= texts.length; at += TEXTS) {
    const [path, mark, digest] = texts.slice(at, at + TEXTS);
    if (path !== undefined && mark !== undefined && digest !== undefined) known.set(path, { mark, digest });
  }
  return known;
}

/** Written beside its place and then named. Where nothing can be written nothing is told: files are read again, that is all. */
export async function keepDigests(dataFolder: string, known: ReadonlyMap<string, KnownDigest>): Promise<void> {
  const file = digestsFile(dataFolder);
  const draft = `${file}.${randomUUID()}.tmp`;
  const texts = [...known].slice(-MAX_KEPT).flatMap(([path, { mark, digest }]) => [path, mark, digest]);
  const body = JSON.stringify(texts);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, withDigest(body), { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

function textsIn(file: string): readonly string[] {
  try {
    const body = bodyIn(readFileSync(file, 'utf8'));
    const texts: unknown = body === undefined ? undefined : JSON.parse(body);
    return Array.isArray(texts) && texts.every((each) => typeof each === 'string') ? texts : [];
  } catch {
    return [];
  }
}
