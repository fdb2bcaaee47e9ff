import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowDefinition } from '@codomyrmex/core';
import { keepFile } from '../kept-file.ts';

/** A definition's text with what it means. */
interface KeptReading {
  readonly build: string;
  readonly name: string;
  readonly text: string;
  readonly definition: WorkflowDefinition;
}

/** Characters of a text that is kept: a longer one is rare, and would be written twice over at its first use. */
const MAX_TEXT = 1024 * 1024;

/**
 * What definitions mean that an earlier process has read: making the schemas of the written form and parsing by them takes longer
 * than all else that a short command does with a definition. Only those without fault are kept, each under its name in a file with its
 * whole text, which is compared; another build reads anew. `<data>/cache/readings` may be removed at any time, and needs no more trust
 * than the plugins of the data folder, which are code that is run. Whatever cannot be read or written is as if it were not there.
 */
export class KeptReadings {
  readonly #dataFolder: string;
  readonly #folder: string;
  readonly #build: string;

  /** `build` names the code that reads: what one has kept, no other uses. Nothing is made while the data folder is not there. */
  constructor(dataFolder: string, build: string) {
    this.#dataFolder = dataFolder;
    this.#folder = join(dataFolder, 'cache', 'readings');
    this.#build = build;
  }

  /** What the text of a definition means that bears this name unless it names itself. */
  find(name: string, text: string): WorkflowDefinition | undefined {
    try {
      // Written by `keep`, in this form.
      const kept = JSON.parse(readFileSync(this.#fileOf(name), 'utf8')) as Partial<KeptReading>;
      const isSame = kept.build === this.#build && kept.name === name && kept.text === text;
      return isSame ? kept.definition : undefined;
    } catch {
      return undefined;
    }
  }

  keep(name: string, text: string, definition: WorkflowDefinition): void {
    if (text.length > MAX_TEXT || !existsSync(this.#dataFolder)) return;
    const reading: KeptReading = { build: this.#build, name, text, definition };
    keepFile(this.#fileOf(name), JSON.stringify(reading));
  }

  /** Names that cannot be told apart in a file's name take turns. */
  #fileOf(name: string): string {
    return join(this.#folder, `${name.replaceAll(/[^\w.-]/g, '_').slice(0, 100)}.json`);
  }
}
