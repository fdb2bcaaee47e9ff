import { readFile } from 'node:fs/promises';
import type { ActionContext } from '@codomyrmex/core';

const TIME = '/usr/bin/time';
const BYTES_OF_KIB = 1_024;

/** What one run used, as the system counted it for the process and all it waited for. */
export interface Usage {
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly peakMemoryBytes: number;
}

/** GNU time, which tells what a command used. Elsewhere only time can be measured. */
export class UsageProgram {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** `undefined` where GNU time is not there; the time of other systems has other options. */
  static async find(context: ActionContext): Promise<UsageProgram | undefined> {
    const version = await context.exec([TIME, '--version'], { keepBytes: 1_024 }).catch(() => undefined);
    if (version?.exitCode !== 0 || !/GNU/.test(version.stdout + version.stderr)) return undefined;
    return new UsageProgram(`${await context.artifacts.folder()}/usage-of-one-run.txt`);
  }

  wrap(command: readonly [string, ...string[]]): [string, ...string[]] {
    return [TIME, '--quiet', '--format=%U %S %M', `--output=${this.#file}`, '--', ...command];
  }

  async read(): Promise<Usage | undefined> {
    const last = (await readFile(this.#file, 'utf8')).trim().split('\n').at(-1) ?? '';
    const match = /^([\d.]+) ([\d.]+) (\d+)$/.exec(last);
    if (match === null) return undefined;
    const [, user, system, kibibytes] = match;
    return {
      userSeconds: Number(user),
      systemSeconds: Number(system),
      peakMemoryBytes: Number(kibibytes) * BYTES_OF_KIB,
    };
  }
}
