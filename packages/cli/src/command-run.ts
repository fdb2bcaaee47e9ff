import {
  type Configuration,
  configuration as configurationOf,
  type Orchestrator,
  WorkflowFiles,
} from '@codomyrmex/engine';
import type { Command } from 'commander';
import { type Places, placesOf } from './data-folder.ts';
import { type Opened, openOrchestrator } from './open-orchestrator.ts';
import { reportError } from './output/error-report.ts';
import { shippedWorkflows } from './shipped-workflows.ts';
import { Terminal } from './terminal.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly dataDir?: string;
  readonly config?: string;
  readonly project?: string;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly quiet?: boolean;
}

/** What a command works with. */
export interface CommandScope extends Places {
  readonly terminal: Terminal;
  /** One JSON document on stdout instead of text. */
  readonly json: boolean;
  readonly configuration: Configuration;
  readonly workflows: WorkflowFiles;
  /** The composition on the data folder: opened on first use, as durable as then asked for, closed when the command is done. */
  open(durability?: 'relaxed' | 'strict'): Promise<Opened>;
  orchestrator(durability?: 'relaxed' | 'strict'): Promise<Orchestrator>;
}

/** Adds the options that every command takes. */
export function common(command: Command): Command {
  return commonBesideConfig(command).option(
    '--config <file>',
    'the configuration; config.json or config.yaml of the data folder unless given',
  );
}

/** The same for a command that has a `--config` of its own. */
export function commonBesideConfig(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'no progress and no hints')
    .option('--data-dir <folder>', 'where definitions and runs are kept');
}

/** Runs a command's work and turns whatever it throws into an exit code; the store is closed either way. */
export async function perform(
  options: CommonOptions,
  work: (scope: CommandScope) => Promise<number> | number,
): Promise<void> {
  const json = options.json === true;
  const terminal = new Terminal({ quiet: options.quiet === true }, process.env);
  let opened: Promise<Opened> | undefined;
  try {
    const places = placesOf(options);
    const configuration = configurationOf({ ...places, file: options.config });
    const open: CommandScope['open'] = (durability) => {
      opened ??= openOrchestrator({ dataFolder: places.dataFolder, configuration, terminal, durability });
      return opened;
    };
    process.exitCode = await work({
      ...places,
      terminal,
      json,
      configuration,
      workflows: new WorkflowFiles(configuration.workflowsDir, [shippedWorkflows]),
      open,
      orchestrator: async (durability) => (await open(durability)).orchestrator,
    });
  } catch (error) {
    process.exitCode = reportError(error, terminal, { json });
  } finally {
    await opened?.then(
      ({ close }) => close(),
      () => undefined, // reported above
    );
  }
}
