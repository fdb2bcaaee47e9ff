import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ActionContext } from '@codomyrmex/core';
import { textOf, type WalkSkipReason, walkFiles } from '@codomyrmex/source-files';
import * as z from 'zod';
import { type MarkdownDocument, parseMarkdown } from './markdown-document.ts';

const MAX_FILES = 5_000;

export const skippedSchema = z
  .array(z.object({ file: z.string(), reason: z.string() }))
  .meta({ description: 'Markdown files that were not looked at, and folders that could not be read; at most 50.' });

const MAX_SKIPPED = 50;
/** What every look at a project leaves out is not worth telling. */
const expected = new Set<WalkSkipReason>(['ignored', 'tool_folder']);

/** The Markdown files below a folder, and what was left out. */
export class Documents {
  readonly root: string;
  readonly skipped: { file: string; reason: string }[] = [];
  /** There are more than 5,000. */
  truncated = false;
  readonly #context: ActionContext;

  constructor(root: string, context: ActionContext) {
    this.root = root;
    this.#context = context;
  }

  /** Paths from the root, in order; not those in `without`, a folder from the root. */
  async *files(without?: string): AsyncGenerator<string> {
    let count = 0;
    const skip = (file: string, reason: WalkSkipReason): void => {
      if (!expected.has(reason)) this.#skip(file, reason);
    };
    for await (const file of walkFiles(this.root, { signal: this.#context.signal, skip })) {
      if (!isMarkdown(file) || (without !== undefined && file.startsWith(`${without}/`))) continue;
      if (count === MAX_FILES) {
        this.truncated = true;
        return;
      }
      count += 1;
      if (count % 200 === 0) this.#context.progress(null, `${count} Markdown files`);
      yield file;
    }
  }

  /** The text of a file of at most 1 MiB; one that cannot be read is told among the skipped. */
  async read(file: string): Promise<string | undefined> {
    const text = textOf(join(this.root, file));
    if (text === undefined) this.#skip(file, 'unreadable or larger than 1 MiB');
    return text;
  }

  /** Every file that can be read, parsed. */
  async *parsed(): AsyncGenerator<{ readonly file: string; readonly document: MarkdownDocument }> {
    for await (const file of this.files()) {
      const text = await this.read(file);
      if (text !== undefined) yield { file, document: parseMarkdown(text) };
      await setImmediate();
      this.#context.signal.throwIfAborted();
    }
  }

  #skip(file: string, reason: string): void {
    if (this.skipped.length < MAX_SKIPPED) this.skipped.push({ file, reason });
  }
}

export const isMarkdown = (file: string): boolean => /\.(?:md|markdown)$/i.test(file);
