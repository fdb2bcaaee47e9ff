import { join } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { parse, TomlError } from 'smol-toml';

const MAX_MANIFEST = 1024 * 1024;

/** The files of one project, as far as they say how it is built. */
export class ProjectFiles {
  readonly #context: ActionContext;
  readonly #folder: string;

  /** @param folder absolute, in the workspace */
  constructor(context: ActionContext, folder: string) {
    this.#context = context;
    this.#folder = folder;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  async has(name: string): Promise<boolean> {
    // A link that leads outside, such as the Python of a .venv, is there as well.
    return this.#context.fs.stat(this.path(name)).then(
      (facts) => facts !== undefined,
      () => false,
    );
  }

  async names(folder = '.'): Promise<readonly string[]> {
    const facts = await this.#context.fs.stat(this.path(folder));
    if (facts?.kind !== 'folder') return [];
    return (await this.#context.fs.list(this.path(folder))).map(({ name }) => name);
  }

  /** `undefined` where there is no such file. */
  async text(name: string): Promise<string | undefined> {
    const facts = await this.#context.fs.stat(this.path(name));
    if (facts?.kind !== 'file') return undefined;
    return this.#context.fs.readText(this.path(name), { maxBytes: MAX_MANIFEST });
  }

  /** What is no JSON says nothing. */
  async json(name: string): Promise<unknown> {
    try {
      return JSON.parse((await this.text(name)) ?? 'null');
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  async toml(name: string): Promise<unknown> {
    try {
      return parse((await this.text(name)) ?? '');
    } catch (error) {
      if (error instanceof TomlError) return undefined;
      throw error;
    }
  }
}
