import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  areResultsAsSeen,
  environmentVariables,
  isAsSeen,
  Looks,
  machine,
  type PlacedDefinition,
  type RunOptions,
  type UnchangedRun,
  UnchangedRuns,
} from '@codomyrmex/engine';
import type { Store } from '@codomyrmex/journal-sqlite';
import { build } from './build.ts';
import type { CommandScope } from './command-run.ts';
import { pluginLockText } from './plugins/plugin-lock.ts';

/** Raised whenever what a key is made of changes. */
const FORMAT = 1;

/** A run that another would be the same as. */
export interface Unchanged {
  readonly run: UnchangedRun;
  /** In the order of its results. */
  readonly outputs: readonly unknown[];
}

/**
 * A workflow that is asked to run, with all that its runs depend on beside the files and variables of its steps: as long as all of it is
 * the same and nothing that an earlier run looked at has changed, its steps need not be looked at one by one
 * (docs/decisions/0016-unchanged-runs.md).
 */
export class UnchangedWorkflow {
  /** Takes down what the steps of a run look at. */
  readonly looks = new Looks();
  readonly #runs: UnchangedRuns;
  readonly #key: string;

  private constructor(dataFolder: string, key: string) {
    this.#runs = new UnchangedRuns(dataFolder);
    this.#key = key;
  }

  /** `undefined` where a step may run whatever is there, and for code whose every part may change without notice. */
  static of(scope: CommandScope, placed: PlacedDefinition, asked: RunOptions): UnchangedWorkflow | undefined {
    const { definition, file, problems } = placed;
    if (build === undefined || asked.reuse === 'off' || problems !== undefined) return undefined;
    if (definition.steps.some(({ cache }) => cache === undefined)) return undefined;
    const { dataFolder, configuration } = scope;
    const resources = textOf(configuration.resourceConfig);
    // What it never has, it refuses.
    const has = definition.steps.some(({ resources: some }) => some !== undefined) ? machine() : null;
    const plugins = pluginLockText(dataFolder);
    const parts = [FORMAT, build, definition, file, asked, configuration, resources, has, plugins];
    return new UnchangedWorkflow(dataFolder, createHash('sha256').update(JSON.stringify(parts)).digest('hex'));
  }

  /** A run that nothing has changed since, with what its steps gave. Finding it counts as a use of the results that it was answered with. */
  async find({ stepCache, payloads }: Pick<Store, 'stepCache' | 'payloads'>): Promise<Unchanged | undefined> {
    const run = this.#runs.find(this.#key);
    if (run === undefined || !isAsSeen(run.seen, environmentVariables())) return undefined;
    const outputs: unknown[] = [];
    try {
      if (!(await areResultsAsSeen(run.seen, stepCache))) return undefined;
      for (const { output } of run.results) {
        outputs.push(output.kind === 'inline' ? output.value : JSON.parse(await payloads.read(output.hash)));
      }
    } catch {
      // What is gone, or cannot be read, is written anew where its step is asked.
      return undefined;
    }
    this.#runs.use(this.#key);
    return { run, outputs };
  }

  /** For those that are asked after it. */
  keep(run: UnchangedRun): void {
    this.#runs.keep(this.#key, run);
  }
}

/** Nothing for what is not there; what cannot be read is told by whoever needs it. */
function textOf(file: string | undefined): string | null {
  try {
    return file === undefined ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
