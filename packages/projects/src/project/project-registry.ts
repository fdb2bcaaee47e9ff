import { dirname } from 'node:path';
import { ProjectManagementError } from '@codomyrmex/core';
import * as z from 'zod';
import { type LockPorts, withLock } from './file-lock.ts';

const registrySchema = z.object({
  schema_version: z.literal(1),
  projects: z.array(z.looseObject({ path: z.string().min(1) })),
});
type Registry = z.output<typeof registrySchema>;

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The folders of projects that are not in `projects_dir`, in a file of the data folder. A project there is known because its
 * folder is named here, and by nothing else: no folder is searched, and what stands there alone says what it is. So an entry
 * whose folder has gone is no fault, and a file that was lost costs a `project load` for each.
 */
export class ProjectRegistry {
  readonly #ports: LockPorts;
  readonly #file: string;

  constructor(ports: LockPorts, file: string) {
    this.#ports = ports;
    this.#file = file;
  }

  /** Absolute paths, in the order in which they came. @throws ProjectManagementError PROJECT_REGISTRY_DAMAGED. */
  async folders(): Promise<readonly string[]> {
    return (await this.#read()).projects.map(({ path }) => path);
  }

  async add(folder: string): Promise<void> {
    if ((await this.folders()).includes(folder)) return;
    await this.#change(({ projects }) => [...projects.filter(({ path }) => path !== folder), { path: folder }]);
  }

  async remove(folder: string): Promise<void> {
    if (!(await this.folders()).includes(folder)) return;
    await this.#change(({ projects }) => projects.filter(({ path }) => path !== folder));
  }

  /** Does something while nobody else gives or takes a project's name or place here. `work` may change the registry. */
  async alone<Value>(work: () => Promise<Value>): Promise<Value> {
    await this.#ports.files.makeFolder(dirname(this.#file));
    return withLock(this.#ports, `${this.#file}.names.lock`, work);
  }

  async #change(change: (registry: Registry) => Registry['projects']): Promise<void> {
    const { files } = this.#ports;
    await files.makeFolder(dirname(this.#file));
    await withLock(this.#ports, `${this.#file}.lock`, async () => {
      const before = await this.#read();
      await files.write(this.#file, `${JSON.stringify({ ...before, projects: change(before) }, null, 2)}\n`);
    });
  }

  async #read(): Promise<Registry> {
    const found = await this.#ports.files.read(this.#file, MAX_BYTES);
    if (found === undefined) return { schema_version: 1, projects: [] };
    try {
      return registrySchema.parse(JSON.parse(found.text));
    } catch (cause) {
      const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
      throw new ProjectManagementError(`${this.#file} cannot be understood: ${why}`, {
        code: 'PROJECT_REGISTRY_DAMAGED',
        cause,
        details: { path: this.#file },
        suggestions: [
          'Move it away, and tell each project outside of projects_dir again: codomyrmex project load FOLDER',
        ],
      });
    }
  }
}
