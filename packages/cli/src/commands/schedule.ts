import { overlapPolicies } from '@codomyrmex/schedules';
import { Command, Option } from 'commander';
import { common } from '../common-options.ts';
import { late } from '../late.ts';
import { atMost, wholeNumber } from '../option-values.ts';

const addSchedule = late(async () => (await import('./schedule-add.ts')).addSchedule);
const backfillSchedule = late(async () => (await import('./schedule-change.ts')).backfillSchedule);
const pause = late(async () => (await import('./schedule-change.ts')).pause);
const removeSchedule = late(async () => (await import('./schedule-change.ts')).removeSchedule);
const resume = late(async () => (await import('./schedule-change.ts')).resume);
const listSchedules = late(async () => (await import('./schedule-list.ts')).listSchedules);
const showHistory = late(async () => (await import('./schedule-list.ts')).showHistory);
const showNext = late(async () => (await import('./schedule-list.ts')).showNext);

export function scheduleCommand(): Command {
  const command = new Command('schedule').description('workflows that run at times; `codomyrmex serve` runs them');
  common(command.command('add').argument('<name>').description('run a workflow at times'))
    .requiredOption('--workflow <workflow>', 'a name of the data folder, or a file')
    .option('--cron <expression>', 'five fields, or @hourly, @daily, @weekly, @monthly, @yearly')
    .option('--every <duration>', 'an interval, from now on: 30s, 10m, 1h30m')
    .option('--at <time>', 'once, at an ISO time')
    .option('--timezone <zone>', 'an IANA zone for the times; the one of this machine unless given')
    .addOption(new Option('--overlap <policy>', 'while a run goes on').choices([...overlapPolicies]).default('skip'))
    .option('--catch-up <duration>', 'what is later than this is missed', '1h')
    .option('--jitter <duration>', 'each time runs up to so much later, by chance', '0s')
    .option('--end <time>', 'nothing is due after this ISO time')
    .option('--param <name=value>', 'a parameter; may be given several times', several, [])
    .option('--params <json>', 'parameters as a JSON object, or @FILE')
    .option('--project <folder>', 'the folder that its runs work on')
    .action(addSchedule);
  common(command.command('list').description('every schedule, and when it is due next')).action(listSchedules);
  common(command.command('next').argument('<name>').description('the next times of a schedule, in UTC'))
    .option('-n <count>', 'how many', wholeNumber, 5)
    .action(showNext);
  common(command.command('history').argument('<name>').description('what became of every time, newest first'))
    .option('--limit <n>', 'at most so many', atMost, 100)
    .action(showHistory);
  common(command.command('pause').argument('<name>').description('run nothing of it; its times are skipped')).action(
    pause,
  );
  common(command.command('resume').argument('<name>').description('go on after a pause; nothing is caught up')).action(
    resume,
  );
  common(command.command('remove').argument('<name>').description('take it away, with its history; runs go on')).action(
    removeSchedule,
  );
  common(command.command('backfill').argument('<name>').description('run the times of a range that have not run'))
    .requiredOption('--from <time>', 'an ISO time, included')
    .requiredOption('--to <time>', 'an ISO time, included')
    .action(backfillSchedule);
  return command;
}

function several(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
