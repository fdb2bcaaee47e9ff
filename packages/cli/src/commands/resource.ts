import { Command } from 'commander';
import { common } from '../common-options.ts';
import { late } from '../late.ts';

const addResources = late(async () => (await import('./resource-edit.ts')).addResources);
const removeResource = late(async () => (await import('./resource-edit.ts')).removeResource);
const setResource = late(async () => (await import('./resource-edit.ts')).setResource);
const listAllocations = late(async () => (await import('./resource-list.ts')).listAllocations);
const listResources = late(async () => (await import('./resource-list.ts')).listResources);
const showUsage = late(async () => (await import('./resource-list.ts')).showUsage);

export function resourceCommand(): Command {
  const command = new Command('resource').description('what there is to share, and who holds what of it');
  common(command.command('list').description('every resource, and how much of it is held'))
    .option('--type <type>', 'only of this type: cpu, memory, disk, network, lock, …')
    .option('--status <status>', 'only with this status: available, in_use, reserved, maintenance, unavailable')
    .action(listResources);
  common(command.command('usage').argument('[id]').description('the use of one resource, or of all together')).action(
    showUsage,
  );
  common(
    command
      .command('allocations')
      .argument('[user]')
      .description('who holds what, in every process of the data folder'),
  ).action(listAllocations);
  written(common(command.command('add').argument('[file]').description('add a resource, or those of a resource file')))
    .option('--id <id>', 'the resource, where no file is given')
    .option('--type <type>', 'cpu, memory, disk, network, file, database, external_api, gpu, queue, lock or semaphore')
    .option('--name <name>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .option('--tag <tag>', 'may be given several times', several, [])
    .action(addResources);
  written(common(command.command('set').argument('<id>').description('change what there is of a resource'))).action(
    setResource,
  );
  common(command.command('remove').argument('<id>').description('take a resource out of the resource file')).action(
    removeResource,
  );
  return command;
}

/** Options of what adds and what changes. */
function written(command: Command): Command {
  return command
    .option('--capacity <unit=amount>', 'how much there is; may be given several times', several, [])
    .option('--limit <limit=number>', 'a limit, such as max_concurrent_users=2', several, [])
    .option('--status <status>', 'available, reserved, maintenance or unavailable');
}

function several(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
