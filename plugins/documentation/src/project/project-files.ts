import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isWithin, textOf } from '@codomyrmex/source-files';
import { type MarkdownDocument, parseMarkdown } from '../markdown/markdown-document.ts';

export type Found = 'file' | 'folder' | 'missing' | 'outside';

const MAX_REMEMBERED = 50_000;

/**
 * What lies in a project, by absolute path. A path that leads out of it, by `..` or by a link, is told as outside and not
 * looked at.
 */
export class ProjectFiles {
  readonly top: string;
  readonly #found = new Map<string, Promise<Found>>();
  readonly #documents = new Map<string, Promise<MarkdownDocument | undefined>>();

  constructor(top: string) {
    this.top = top;
  }

  find(path: string): Promise<Found> {
    const absolute = resolve(path);
    return remembered(this.#found, absolute, () => this.#look(absolute));
  }

  /** The Markdown file there, parsed; `undefined` when it is no readable file of at most 1 MiB. */
  document(path: string): Promise<MarkdownDocument | undefined> {
    return remembered(this.#documents, path, async () => {
      if ((await this.find(path)) !== 'file') return undefined;
      const text = textOf(path);
      return text === undefined ? undefined : parseMarkdown(text);
    });
  }

  /** The names of the scripts of the package.json in a folder; `undefined` when there is none that can be read. */
  async scripts(folder: string): Promise<ReadonlySet<string> | undefined> {
    const text = textOf(join(folder, 'package.json'));
    if (text === undefined) return undefined;
    try {
      const manifest: unknown = JSON.parse(text);
      if (typeof manifest !== 'object' || manifest === null) return undefined;
      const scripts: unknown = Reflect.get(manifest, 'scripts');
      return new Set(typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : []);
    } catch {
      // Not JSON: nothing can be said of its scripts.
      return undefined;
    }
  }

  async #look(path: string): Promise<Found> {
    if (!isWithin(this.top, path)) return 'outside';
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) return 'missing';
    if (!isWithin(this.top, real)) return 'outside';
    const found = await stat(real).catch(() => undefined);
    if (found === undefined) return 'missing';
    return found.isDirectory() ? 'folder' : 'file';
  }
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size < MAX_REMEMBERED) known.set(key, made);
  return made;
}
