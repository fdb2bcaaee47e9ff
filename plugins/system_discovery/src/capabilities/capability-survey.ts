import { dirname } from 'node:path/posix';
import * as z from 'zod';
import type { Capability } from './capability.ts';

const countsSchema = z.object({
  files: z.int(),
  functions: z.int(),
  methods: z.int(),
  classes: z.int().meta({ description: 'Classes, interfaces and types.' }),
  exported: z.int(),
  documented: z.int().meta({ description: 'Of those exported, how many have a comment.' }),
});
type Counts = z.output<typeof countsSchema>;

export const languageCountsSchema = countsSchema.extend({ language: z.string() });
export const folderCountsSchema = countsSchema.extend({ folder: z.string() });

const MAX_FOLDERS = 500;

/** Adds up what files offer, by language and by folder. */
export class CapabilitySurvey {
  readonly totals: Counts = noCounts();
  foldersLeftOut = 0;
  readonly #languages = new Map<string, Counts>();
  readonly #folders = new Map<string, Counts>();

  add(file: string, language: string, capabilities: readonly Capability[]): void {
    const folder = dirname(file);
    const known = this.#folders.get(folder) ?? (this.#folders.size < MAX_FOLDERS ? noCounts() : undefined);
    if (known === undefined) this.foldersLeftOut += 1;
    else this.#folders.set(folder, known);
    const ofLanguage = this.#languages.get(language) ?? noCounts();
    this.#languages.set(language, ofLanguage);
    for (const counts of [this.totals, ofLanguage, ...(known === undefined ? [] : [known])])
      count(counts, capabilities);
  }

  get languages(): z.output<typeof languageCountsSchema>[] {
    return sorted(this.#languages).map(([language, counts]) => ({ language, ...counts }));
  }

  get folders(): z.output<typeof folderCountsSchema>[] {
    return sorted(this.#folders).map(([folder, counts]) => ({ folder, ...counts }));
  }
}

const noCounts = (): Counts => ({ files: 0, functions: 0, methods: 0, classes: 0, exported: 0, documented: 0 });

function count(counts: Counts, capabilities: readonly Capability[]): void {
  counts.files += 1;
  for (const { kind, exported, doc } of capabilities) {
    if (kind === 'function') counts.functions += 1;
    else if (kind === 'method') counts.methods += 1;
    else if (kind !== 'constant') counts.classes += 1;
    if (!exported) continue;
    counts.exported += 1;
    if (doc !== null) counts.documented += 1;
  }
}

const sorted = (all: ReadonlyMap<string, Counts>): [string, Counts][] =>
  [...all].sort(([a, left], [b, right]) => right.exported - left.exported || (a < b ? -1 : 1));
