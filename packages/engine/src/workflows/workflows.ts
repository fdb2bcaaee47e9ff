import type { Clock } from '@codomyrmex/core';
import type { KeptReadings } from './kept-readings.ts';
import { refuseTaken, type WorkflowFiles, type WorkflowText, type WriteOptions } from './workflow-files.ts';
import { checkWorkflowName } from './workflow-name.ts';

export interface WorkflowEntry {
  readonly name: string;
  /** Absolute path; `undefined` for one that was not saved. */
  readonly file: string | undefined;
}

/** The definitions of one composition: those in files, and those that are kept in memory until it ends. */
export class Workflows {
  readonly #files: WorkflowFiles;
  readonly #clock: Clock;
  readonly #unsaved = new Map<string, WorkflowText>();

  constructor(files: WorkflowFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
  }

  /** Where it is kept what definitions mean. */
  get readings(): KeptReadings | undefined {
    return this.#files.readings;
  }

  /** Names and files, sorted by name; without a file where it was not saved. */
  async list(): Promise<readonly WorkflowEntry[]> {
    const saved = (await this.#files.list()).filter(({ name }) => !this.#unsaved.has(name));
    return [...saved, ...[...this.#unsaved.keys()].map((name) => ({ name, file: undefined }))].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND, with what was probably meant. */
  async read(name: string): Promise<WorkflowText> {
    return this.#unsaved.get(name) ?? this.#files.read(name);
  }

  /** One that {@link list} gave, without looking through the folders again. @throws NotFoundError WORKFLOW_NOT_FOUND. */
  async readListed({ name, file }: WorkflowEntry): Promise<WorkflowText> {
    return file === undefined ? this.read(name) : this.#files.readListed({ name, file });
  }

  /** Saves a definition whole or not at all; gives its file. @throws UsageError INVALID_PARAMETERS · WORKFLOW_EXISTS. */
  async write(name: string, text: string, options: WriteOptions): Promise<string> {
    if (options.ifTaken === 'refuse') this.#refuseUnsaved(name);
    const file = await this.#files.write(name, text, options);
    this.#unsaved.delete(name);
    return file;
  }

  /** Keeps a definition in memory. @throws UsageError INVALID_PARAMETERS · WORKFLOW_EXISTS. */
  async keep(name: string, text: string): Promise<void> {
    checkWorkflowName(name);
    this.#refuseUnsaved(name);
    refuseTaken(name, await this.#files.twins(name));
    this.#refuseUnsaved(name); // another call may have come while the folder was read
    this.#hold(name, text);
  }

  /** Changes a definition where it is. @throws NotFoundError WORKFLOW_NOT_FOUND · UsageError for one that came with the product. */
  async change(name: string, changed: (before: WorkflowText) => string): Promise<void> {
    const unsaved = this.#unsaved.get(name);
    if (unsaved !== undefined) return this.#hold(name, changed(unsaved));
    const text = changed(await this.#files.own(name));
    await this.#files.write(name, text, { ending: '.json', ifTaken: 'replace' });
  }

  /** @throws NotFoundError WORKFLOW_NOT_FOUND · UsageError for one that came with the product. */
  async delete(name: string): Promise<void> {
    if (!this.#unsaved.delete(name)) await this.#files.delete(name);
  }

  #hold(name: string, text: string): void {
    const now = this.#clock.now();
    const createdAt = this.#unsaved.get(name)?.createdAt ?? now;
    this.#unsaved.set(name, { name, file: undefined, text, modifiedAt: now, createdAt });
  }

  #refuseUnsaved(name: string): void {
    const unsaved = this.#unsaved.get(name);
    if (unsaved !== undefined) refuseTaken(name, [unsaved]);
  }
}
