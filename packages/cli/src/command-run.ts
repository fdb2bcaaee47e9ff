import {
  type Configuration,
  configuration as configurationOf,
  type Looks,
  type Orchestrator,
  type StoredRuns,
  storedRuns,
  WorkflowFiles,
} from '@codomyrmex/engine';
import type { Store } from '@codomyrmex/journal-sqlite';
import type { CommonOptions } from './common-options.ts';
import { type Places, placesOf } from './data-folder.ts';
import { dataOutOfGit } from './data-out-of-git.ts';
import { keptReadings } from './kept-readings.ts';
import { openDataStore } from './open-data-store.ts';
import type { Opened } from './open-orchestrator.ts';
import { reportError } from './output/error-report.ts';
import { shippedWorkflows } from './shipped-workflows.ts';
import { Terminal } from './terminal.ts';

/** What a command works with. */
export interface CommandScope extends Places {
  readonly terminal: Terminal;
  /** One JSON document on stdout instead of text. */
  readonly json: boolean;
  readonly configuration: Configuration;
  readonly workflows: WorkflowFiles;
  /** The store of the data folder: opened on first use, as durable as then asked for, closed when the command is done. */
  store(durability?: 'relaxed' | 'strict'): Promise<Store>;
  /** Its runs, for who only looks at them: most of the engine is not needed for that. */
  runs(): Promise<StoredRuns>;
  /**
   * The composition on the data folder: opened on first use, as durable as then asked for, closed when the command is done. `looks` takes
   * down what cached steps look at.
   */
  open(durability?: 'relaxed' | 'strict', looks?: Looks): Promise<Opened>;
  orchestrator(durability?: 'relaxed' | 'strict'): Promise<Orchestrator>;
  /** Once a run has begun; at the latest when the command is done. */
  keepDataOutOfGit(): void;
}

/** Runs a command's work and turns whatever it throws into an exit code; the store is closed either way. */
export async function perform(
  options: CommonOptions,
  work: (scope: CommandScope) => Promise<number> | number,
): Promise<void> {
  const json = options.json === true;
  const terminal = new Terminal({ quiet: options.quiet === true }, process.env);
  let stored: Promise<Store> | undefined;
  let opened: Promise<Opened> | undefined;
  let keepDataOutOfGit: (() => void) | undefined;
  try {
    const places = placesOf(options);
    keepDataOutOfGit = dataOutOfGit(places.dataFolder);
    const configuration = configurationOf({ ...places, file: options.config });
    const parts = { dataFolder: places.dataFolder, configuration, terminal };
    const store: CommandScope['store'] = (durability) => {
      stored ??= openDataStore({ ...parts, durability });
      return stored;
    };
    const open: CommandScope['open'] = (durability, looks) => {
      opened ??= import('./open-orchestrator.ts').then(async ({ openOrchestratorOn }) =>
        openOrchestratorOn(await store(durability), { ...parts, looks }),
      );
      return opened;
    };
    process.exitCode = await work({
      ...places,
      terminal,
      json,
      configuration,
      workflows: new WorkflowFiles(configuration.workflowsDir, [shippedWorkflows], keptReadings(places.dataFolder)),
      store,
      runs: async () => storedRuns((await store()).journal),
      open,
      keepDataOutOfGit,
      orchestrator: async (durability) => (await open(durability)).orchestrator,
    });
  } catch (error) {
    process.exitCode = reportError(error, terminal, { json });
  } finally {
    // What could not be opened was reported above.
    const composed = await opened?.catch(() => undefined);
    const store = await stored?.catch(() => undefined);
    await composed?.orchestrator.close();
    await store?.close();
    keepDataOutOfGit?.();
  }
}
