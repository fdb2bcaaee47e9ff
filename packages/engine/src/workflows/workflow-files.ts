import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { didYouMean, NotFoundError, namePattern, StorageError, UsageError } from '@codomyrmex/core';

/** A definition's text and where it stands. */
export interface WorkflowText {
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

const endings = ['.yaml', '.yml', '.json'] as const;

/**
 * The definitions of a data folder, one file each, named after the workflow. Further folders are read and never written:
 * a name in an earlier folder hides the same name in a later one.
 */
export class WorkflowFiles {
  readonly #folder: string;
  readonly #readOnly: readonly string[];

  constructor(folder: string, readOnly: readonly string[] = []) {
    this.#folder = resolve(folder);
    this.#readOnly = readOnly;
  }

  /** Names and files, sorted by name. */
  async list(): Promise<readonly { readonly name: string; readonly file: string }[]> {
    const found = new Map<string, string>();
    for (const folder of [this.#folder, ...this.#readOnly]) {
      for (const entry of await entriesOf(folder)) {
        const ending = endings.find((one) => entry.endsWith(one));
        const name = ending === undefined ? undefined : entry.slice(0, -ending.length);
        if (name !== undefined && namePattern.test(name) && !found.has(name)) found.set(name, join(folder, entry));
      }
    }
    return [...found].map(([name, file]) => ({ name, file })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND, with what was probably meant. */
  async read(name: string): Promise<WorkflowText> {
    const all = await this.list();
    const found = all.find((workflow) => workflow.name === name);
    if (found !== undefined) return readWorkflowFile(found.file, name);
    const suggestion = didYouMean(
      name,
      all.map((workflow) => workflow.name),
    );
    throw new NotFoundError(`there is no workflow "${name}" in ${this.#folder}`, {
      code: 'WORKFLOW_NOT_FOUND',
      suggestions: [suggestion ?? 'codomyrmex workflow list shows what there is; a path to a file works too.'],
    });
  }

  /**
   * Writes a definition whole or not at all.
   * @throws UsageError WORKFLOW_EXISTS when the name is taken and `ifTaken` is `refuse`.
   */
  async write(name: string, text: string, { ending, ifTaken }: WriteOptions): Promise<string> {
    if (!namePattern.test(name)) {
      throw new UsageError(`"${name}" cannot name a workflow: use letters, digits, ".", "_" and "-"`, {
        code: 'INVALID_PARAMETERS',
      });
    }
    const file = join(this.#folder, `${name}${ending}`);
    const taken = (await this.list()).find((workflow) => workflow.name === name && this.#isOwn(workflow.file));
    if (taken !== undefined && ifTaken === 'refuse') {
      throw new UsageError(`the workflow "${name}" exists already: ${taken.file}`, {
        code: 'WORKFLOW_EXISTS',
        suggestions: ['Choose another name, or delete the old one first.'],
      });
    }
    await this.#writeAtomically(file, text);
    if (taken !== undefined && taken.file !== file) await rm(taken.file);
    return file;
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND · UsageError for one that came with the product. */
  async delete(name: string): Promise<string> {
    const { file } = await this.read(name);
    if (!this.#isOwn(file)) {
      throw new UsageError(`the workflow "${name}" came with the product and cannot be deleted: ${file}`);
    }
    await rm(file);
    return file;
  }

  /** Whether a file is in the folder that is written; a neighbour's path may begin like ours. */
  #isOwn(file: string): boolean {
    return dirname(file) === this.#folder;
  }

  async #writeAtomically(file: string, text: string): Promise<void> {
    const temporary = join(this.#folder, `.${randomBytes(8).toString('hex')}.tmp`);
    try {
      await makeFolder(this.#folder);
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new StorageError(`${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
        code: 'DATA_FOLDER_UNUSABLE',
        cause,
        suggestions: ['Check rights and free space of the data folder, or name another with --data-dir.'],
      });
    }
  }
}

export interface WriteOptions {
  readonly ending: (typeof endings)[number];
  readonly ifTaken: 'refuse' | 'replace';
}

/** @throws NotFoundError WORKFLOW_NOT_FOUND when there is no such file. */
export async function readWorkflowFile(file: string, name: string): Promise<WorkflowText> {
  try {
    const [text, facts] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return { name, file, text, modifiedAt: facts.mtimeMs };
  } catch (cause) {
    throw new NotFoundError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'WORKFLOW_NOT_FOUND',
      cause,
    });
  }
}

/**
 * Makes a folder and the missing ones above it. Not `recursive: true`: where the system answers ENOENT for a folder whose
 * parent exists, as /proc does, Node (20 to 24) then tries again for ever.
 */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    if (!existsSync(path)) throw error;
  });
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw new StorageError(`${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      code: 'DATA_FOLDER_UNUSABLE',
      cause: error,
    });
  }
}
