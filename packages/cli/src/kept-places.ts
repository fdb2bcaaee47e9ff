import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.ts';
import { writeKept } from './write-kept.ts';

/** Whose places they are: a copied installation has the file of the one that it was copied from. */
const owner = import.meta.url;

/**
 * Where files of the packages beside this one are, found once and kept beside the program: Node looks for a package through
 * folders and manifests, 2 to 6 ms each in a process that has just begun. Kept as `KeptProgram` is, and trusted for the same reason.
 * A place that is gone is looked for again; where nothing can be written, and outside of the bundled program, every process looks.
 */
let places: Map<string, string> | undefined;

/** What is known under a key, or what `find` gives. */
export function keptPlace(key: string, find: (require: NodeJS.Require) => string): string {
  places ??= readPlaces();
  const known = places.get(key);
  if (known !== undefined && existsSync(known)) return known;
  const found = find(createRequire(owner));
  places.set(key, found);
  keep(places);
  return found;
}

/** Takes back what was known: it was of no use. */
export function forgetPlace(key: string): void {
  places?.delete(key);
}

/** The folder of a package that this one depends on. */
export const packageFolder = (name: string): string =>
  dirname(keptPlace(`${name}/package.json`, (require) => require.resolve(`${name}/package.json`)));

/** Systems that share an installation have their own. */
const file = (): string =>
  fileURLToPath(new URL(`compiled/places-${process.platform}-${process.arch}.json`, import.meta.url));

interface KeptPlaces {
  readonly owner: string;
  readonly places: Readonly<Record<string, string>>;
}

function readPlaces(): Map<string, string> {
  if (build === undefined) return new Map();
  try {
    // Written by `keep`, in this form.
    const kept = JSON.parse(readFileSync(file(), 'utf8')) as Partial<KeptPlaces>;
    return new Map(kept.owner === owner ? Object.entries(kept.places ?? {}) : []);
  } catch {
    return new Map();
  }
}

function keep(found: ReadonlyMap<string, string>): void {
  if (build === undefined) return;
  const kept: KeptPlaces = { owner, places: Object.fromEntries(found) };
  writeKept(file(), JSON.stringify(kept));
}
