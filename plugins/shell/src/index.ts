/**
 * The module `shell`: commands, pipes, scripts and batches of commands as steps.
 * @module @codomyrmex/plugin-shell
 */
import { definePlugin } from '@codomyrmex/core';
import { batch } from './batch.ts';
import { pipe } from './pipe.ts';
import { run } from './run.ts';
import { runScript } from './run-script.ts';

export type { Command } from './command.ts';
export type { CommandResult } from './command-result.ts';

export const shell = definePlugin({
  module: 'shell',
  version: '0.1.0',
  description: 'Runs commands, pipes, scripts and batches of commands.',
  entry: import.meta.url,
  actions: { run, pipe, run_script: runScript, batch },
  aliases: { shell: 'run' },
});

export default shell;
