import type { Command } from 'commander';

/** Options that every command takes. */
export interface CommonOptions {
  readonly dataDir?: string;
  readonly config?: string;
  readonly project?: string;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly quiet?: boolean;
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
