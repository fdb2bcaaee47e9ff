import { Command, InvalidArgumentError } from 'commander';
import { type Parts, withParts } from '../command-parts.ts';
import { common } from '../common-options.ts';
import { late } from '../late.ts';
import { atMost, collect, wholeNumber } from '../option-values.ts';

import type { ByteRange } from './run-logs.ts';

const approveStep = late(async () => (await import('./run-answer.ts')).approveStep);
const rejectStep = late(async () => (await import('./run-answer.ts')).rejectStep);
const cancelRun = late(async () => (await import('./run-cancel.ts')).cancelRun);
const showEvents = late(async () => (await import('./run-events.ts')).showEvents);
const explainRun = late(async () => (await import('./run-explain.ts')).explainRun);
const listRuns = late(async () => (await import('./run-list.ts')).listRuns);
const showLogs = late(async () => (await import('./run-logs.ts')).showLogs);
const pauseRun = late(async () => (await import('./run-pause.ts')).pauseRun);
const resumeRun = late(async () => (await import('./run-resume.ts')).resumeRun);
const retryRun = late(async () => (await import('./run-retry.ts')).retryRun);
const showRun = late(async () => (await import('./run-show.ts')).showRun);
const signalRun = late(async () => (await import('./run-signal.ts')).signalRun);

const RUN = 'a run, or the beginning of its id';
const STEP = 'a step, or one of the run that a step consists of: release/ship, each[3]/ship';

const parts: Parts = {
  list: (command) =>
    common(command.description('the runs of the data folder, newest first'))
      .option('--workflow <name>', 'only runs of this workflow')
      .option('--limit <n>', 'at most so many', atMost)
      .action(listRuns),
  show: (command) => common(command.argument('<id>', RUN).description('how a run stands')).action(showRun),
  events: (command) =>
    common(command.argument('<id>').description('what happened in a run, in order'))
      .option('--jsonl', 'one event a line')
      .action(showEvents),
  logs: (command) => logOptions(command).action(showLogs),
  explain: (command) =>
    common(
      command.argument('<id>', RUN).argument('[step]').description('why each attempt was made, was skipped, or waits'),
    ).action(explainRun),
  pause: (command) =>
    common(command.argument('<id>').description('start nothing more of a run until it is resumed'))
      .option('--stop', 'also end what runs; it is made again when the run goes on')
      .action(pauseRun),
  resume: (command) =>
    common(command.argument('<id>').description('go on with a run that is paused, or whose process died'))
      .option('--jsonl', 'print one event a line as it happens')
      .action(resumeRun),
  retry: (command) =>
    retryOptions(
      command
        .argument('<id>', 'a run that has ended, or the beginning of its id')
        .description('begin a new run that keeps what completed, and runs the rest again'),
    ).action(retryRun),
  cancel: (command) =>
    common(command.argument('<id>').description('end a run, wherever it goes on'))
      .option('--reason <text>', 'what to write into the run', 'cancelled from the command line')
      .action(cancelRun),
  signal: (command) =>
    common(command.argument('<id>', RUN).argument('<name>').description('tell a run what its steps wait for'))
      .option('--data <json>', 'what whoever waits is given: JSON, or @FILE')
      .action(signalRun),
  approve: (command) =>
    common(command.argument('<id>', RUN).argument('<step>', STEP).description('say yes to a step that waits for it'))
      .option('--data <json>', 'what its form asks for: a JSON object, or @FILE')
      .action(approveStep),
  reject: (command) =>
    common(command.argument('<id>', RUN).argument('<step>', STEP).description('say no: the step has failed'))
      .option('--reason <text>', 'what to write into the run')
      .action(rejectStep),
};

export const runCommand = (asked?: string): Command =>
  withParts(new Command('run').description('runs: list, look into, answer, resume and cancel them'), parts, asked);

function logOptions(command: Command): Command {
  return common(command.argument('<id>').argument('[step]').description('what the steps of a run wrote'))
    .option('--follow', 'go on as lines come, until the run has ended or the step has settled')
    .option('--attempt <n>', 'only what this attempt wrote', wholeNumber)
    .option('--grep <text>', 'only lines with this text in them')
    .option('--tail <n>', 'only so many lines at the end, and with --follow what comes after', wholeNumber)
    .option(
      '--bytes <from-to>',
      'a part of the log of one step as text: from the first byte, counted from 0, up to and without the last',
      byteRange,
    )
    .option('--jsonl', 'one line of the log a line');
}

function retryOptions(command: Command): Command {
  return common(command)
    .option('--from <step>', 'also run this step again, and everything that depends on it')
    .option('--param <key=value>', 'another value of a parameter: what reads it runs again; may be repeated', collect)
    .option(
      '--output <step=json>',
      'the output of a step that completed is this, JSON or @FILE; may be repeated',
      collect,
    )
    .option('--no-cache', 'run what runs again, also where an earlier result is there')
    .option('--jsonl', 'print one event a line as it happens');
}

function byteRange(text: string): ByteRange {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined && Number(to) >= Number(from))
    return { from: Number(from), to: Number(to) };
  throw new InvalidArgumentError(`"${text}" is not written like 0-65536`);
}
