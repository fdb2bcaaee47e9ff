import { Command } from 'commander';
import { common } from '../common-options.ts';
import { late } from '../late.ts';

const listTemplates = late(async () => (await import('./template-list.ts')).listTemplates);
const showTemplate = late(async () => (await import('./template-show.ts')).showTemplate);

export function templateCommand(): Command {
  const command = new Command('template').description('what projects are made from');
  common(
    command
      .command('list')
      .description('the templates that have a name: those that are shipped, and those of templates_dir'),
  ).action(listTemplates);
  common(
    command
      .command('show')
      .argument('<template>', 'a name, a folder, npm:name@version or git:url#commit')
      .description('what a template asks, and what it makes'),
  ).action(showTemplate);
  return command;
}
