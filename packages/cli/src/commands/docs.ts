import { Command } from 'commander';
import { common } from '../common-options.ts';
import { late } from '../late.ts';

const checkDocs = late(async () => (await import('./docs-check.ts')).checkDocs);
const generateDocs = late(async () => (await import('./docs-generate.ts')).generateDocs);

export function docsCommand(): Command {
  const command = new Command('docs').description('README and AGENTS documents of a project');
  common(
    command
      .command('generate')
      .argument('[path]', 'folder of the project', '.')
      .description('write documents from what the project has, in marked regions'),
  )
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--adopt', 'add regions to documents that have none')
    .action(generateDocs);
  common(
    command
      .command('check')
      .argument('[path]', 'folder of the project', '.')
      .description('say what documents name that is not there, and what is stale; 1 when there is any'),
  )
    .option('--run', "also run the blocks that are marked as runnable: the project's own code")
    .action(checkDocs);
  return command;
}
