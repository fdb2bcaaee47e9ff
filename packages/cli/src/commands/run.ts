import { Command } from 'commander';
import { common } from '../command-run.ts';
import { cancelRun } from './run-cancel.ts';
import { showEvents } from './run-events.ts';
import { explainRun } from './run-explain.ts';
import { listRuns } from './run-list.ts';
import { showLogs } from './run-logs.ts';
import { pauseRun } from './run-pause.ts';
import { resumeRun } from './run-resume.ts';
import { showRun } from './run-show.ts';

export function runCommand(): Command {
  const command = new Command('run').description('runs: list, look into, resume and cancel them');
  common(command.command('list').description('the runs of the data folder, newest first'))
    .option('--workflow <name>', 'only runs of this workflow')
    .option('--limit <n>', 'at most so many', Number)
    .action(listRuns);
  common(
    command.command('show').argument('<id>', 'a run, or the beginning of its id').description('how a run stands'),
  ).action(showRun);
  common(command.command('events').argument('<id>').description('what happened in a run, in order'))
    .option('--jsonl', 'one event a line')
    .action(showEvents);
  common(command.command('logs').argument('<id>').argument('[step]').description('what the steps of a run wrote'))
    .option('--follow', 'go on until the run has ended')
    .action(showLogs);
  common(
    command
      .command('explain')
      .argument('<id>', 'a run, or the beginning of its id')
      .argument('[step]')
      .description('why each attempt was made, was skipped, or waits'),
  ).action(explainRun);
  common(command.command('pause').argument('<id>').description('start nothing more of a run until it is resumed'))
    .option('--stop', 'also end what runs; it is made again when the run goes on')
    .action(pauseRun);
  common(
    command.command('resume').argument('<id>').description('go on with a run that is paused, or whose process died'),
  )
    .option('--jsonl', 'print one event a line as it happens')
    .action(resumeRun);
  common(command.command('cancel').argument('<id>').description('end a run, wherever it goes on'))
    .option('--reason <text>', 'what to write into the run', 'cancelled from the command line')
    .action(cancelRun);
  return command;
}
