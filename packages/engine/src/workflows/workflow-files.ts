import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { didYouMean, NotFoundError, StorageError, UsageError } from '@codomyrmex/core';
import { readSource } from '../definition/read-source.ts';
import type { KeptReadings } from './kept-readings.ts';
import { checkWorkflowName } from './workflow-name.ts';
import { writeFileWhole } from './write-file.ts';

/** A definition's text and where it stands. */
export interface WorkflowText {
  readonly name: string;
  /** Absolute path; `undefined` for one that was not saved. */
  readonly file: string | undefined;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Milliseconds since the epoch: when the file was made, as far as the file system knows. */
  readonly createdAt?: number | undefined;
  /** Where it is kept what the text means. */
  readonly readings?: KeptReadings | undefined;
}

/** A definition that stands in a file. */
export interface WorkflowFile extends WorkflowText {
  readonly file: string;
}

/** Files that are read to find who bears a name. */
const MOST_READ = 200;

const endings = ['.yaml', '.yml', '.json'] as const;

/**
 * The definitions of a data folder, one file each, named after the workflow. Further folders are read and never written:
 * a name in an earlier folder hides the same name in a later one. Reading picks from what the folders list, so no name leads
 * out of them.
 */
export class WorkflowFiles {
  readonly #folder: string;
  readonly #readOnly: readonly string[];
  /** Where it is kept what definitions mean, of these and of those that are named by a path. */
  readonly readings: KeptReadings | undefined;

  constructor(folder: string, readOnly: readonly string[] = [], readings?: KeptReadings) {
    this.#folder = resolve(folder);
    this.#readOnly = readOnly;
    this.readings = readings;
  }

  /** Absolute path of the folder that is written. */
  get folder(): string {
    return this.#folder;
  }

  /** Names and files, sorted by name. */
  async list(): Promise<readonly { readonly name: string; readonly file: string }[]> {
    const found = new Map<string, string>();
    for (const folder of [this.#folder, ...this.#readOnly]) {
      for (const entry of await entriesOf(folder)) {
        const ending = endings.find((one) => entry.endsWith(one));
        const name = ending === undefined ? '' : entry.slice(0, -ending.length);
        if (name !== '' && !name.startsWith('.') && !found.has(name)) found.set(name, join(folder, entry));
      }
    }
    return [...found].map(([name, file]) => ({ name, file })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND, with what was probably meant. */
  async read(name: string): Promise<WorkflowFile> {
    const all = await this.list();
    const found = all.find((workflow) => workflow.name === name);
    if (found !== undefined) return this.readListed({ name, file: found.file });
    const suggestion =
      (await this.#bearerOf(name, all)) ??
      didYouMean(
        name,
        all.map((workflow) => workflow.name),
      );
    throw new NotFoundError(`there is no workflow ${JSON.stringify(name)} in ${this.#folder}`, {
      code: 'WORKFLOW_NOT_FOUND',
      suggestions: [suggestion ?? 'codomyrmex workflow list shows what there is; a path to a file works too.'],
    });
  }

  /** Advice where a file of another name says that this is its workflow's: by hand people write what the product never does. */
  async #bearerOf(name: string, all: Awaited<ReturnType<WorkflowFiles['list']>>): Promise<string | undefined> {
    for (const listed of all.slice(0, MOST_READ)) {
      const text = await this.readListed(listed).then(
        (workflow) => workflow.text,
        () => undefined,
      );
      const source = text === undefined ? undefined : readSource(text, listed.file);
      const data: unknown = source?.ok === true ? source.data : undefined;
      if (typeof data !== 'object' || data === null || !('name' in data) || data.name !== name) continue;
      return `${listed.file} says that it is ${JSON.stringify(name)}: a workflow is called as its file, ${JSON.stringify(listed.name)}.`;
    }
    return undefined;
  }

  /** One that {@link list} gave. @throws NotFoundError WORKFLOW_NOT_FOUND. */
  async readListed({ name, file }: { readonly name: string; readonly file: string }): Promise<WorkflowFile> {
    return { ...(await readWorkflowFile(file, name)), readings: this.readings };
  }

  /**
   * Writes a definition whole or not at all; gives its file.
   * @throws UsageError INVALID_PARAMETERS for a name that is no file name everywhere · WORKFLOW_EXISTS when the name is taken
   * and `ifTaken` is `refuse`, or when another differs from it only in case.
   */
  async write(name: string, text: string, { ending, ifTaken }: WriteOptions): Promise<string> {
    checkWorkflowName(name);
    const file = join(this.#folder, `${name}${ending}`);
    const before = await this.twins(name);
    if (ifTaken === 'refuse') refuseTaken(name, before);
    refuseTaken(
      name,
      before.filter((one) => one.name !== name),
    );
    if ((await writeFileWhole(file, text, ifTaken)) === 'taken') refuseTaken(name, [{ name, file }]);
    const others = (await this.twins(name)).filter((one) => one.file !== file);
    if (ifTaken === 'replace') await removeAll(others.filter((one) => one.name === name));
    // Two processes may have made the name with different endings: none of them keeps it rather than both.
    else if (others.length > 0) {
      await rm(file, { force: true });
      refuseTaken(name, others);
    }
    return file;
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND · UsageError for one that came with the product. */
  async delete(name: string): Promise<string> {
    const { file } = await this.own(name);
    await rm(file, { force: true });
    return file;
  }

  /** A definition that may be changed. @throws NotFoundError WORKFLOW_NOT_FOUND · UsageError for one that came with the product. */
  async own(name: string): Promise<WorkflowFile> {
    const found = await this.read(name);
    if (dirname(found.file) === this.#folder) return found;
    throw new UsageError(
      `the workflow "${name}" came with the product and cannot be changed or deleted: ${found.file}`,
      {
        suggestions: ['Create one of your own with the same name: it hides the other.'],
      },
    );
  }

  /** Files of the folder that is written whose names are this one, in any case and with any ending. */
  async twins(name: string): Promise<readonly { readonly name: string; readonly file: string }[]> {
    const wanted = name.toLowerCase();
    return (await entriesOf(this.#folder)).flatMap((entry) => {
      const ending = endings.find((one) => entry.endsWith(one));
      const stem = ending === undefined ? undefined : entry.slice(0, -ending.length);
      return stem?.toLowerCase() === wanted ? [{ name: stem, file: join(this.#folder, entry) }] : [];
    });
  }
}

export interface WriteOptions {
  readonly ending: (typeof endings)[number];
  readonly ifTaken: 'refuse' | 'replace';
}

/** @throws UsageError WORKFLOW_EXISTS when `by` holds something. */
export function refuseTaken(
  name: string,
  by: readonly { readonly name: string; readonly file: string | undefined }[],
): void {
  const [first] = by;
  if (first === undefined) return;
  const place = first.file ?? 'it is not saved';
  throw new UsageError(
    first.name === name
      ? `the workflow "${name}" exists already: ${place}`
      : `the workflow "${first.name}" differs from "${name}" only in case, which is one file on some systems: ${place}`,
    { code: 'WORKFLOW_EXISTS', suggestions: ['Choose another name, or delete the old one first.'] },
  );
}

async function removeAll(files: readonly { readonly file: string }[]): Promise<void> {
  for (const { file } of files) await rm(file, { force: true });
}

/** @throws NotFoundError WORKFLOW_NOT_FOUND when there is no such file · UsageError NOT_A_FILE · StorageError WORKFLOW_UNREADABLE. */
export async function readWorkflowFile(file: string, name: string): Promise<WorkflowFile> {
  try {
    const [text, facts] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    // Where a file system keeps no birth time it says 0 or the last change of the entry.
    const createdAt = facts.birthtimeMs > 0 ? Math.min(facts.birthtimeMs, facts.mtimeMs) : facts.mtimeMs;
    return { name, file, text, modifiedAt: facts.mtimeMs, createdAt };
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EISDIR') {
    return new UsageError(`${file} is a folder, and a workflow is a file`, {
      code: 'NOT_A_FILE',
      suggestions: ['Name a file in it (.yaml, .yml or .json), or a workflow by its name.'],
    });
  }
  const message = `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new NotFoundError(message, {
      code: 'WORKFLOW_NOT_FOUND',
      suggestions: ['Look at the path; codomyrmex workflow list shows the workflows that have a name.'],
      cause,
    });
  }
  return new StorageError(message, {
    code: 'WORKFLOW_UNREADABLE',
    suggestions: ['Let whoever runs codomyrmex read the file, or name another.'],
    cause,
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
