import { orchestrationModes, projectStatuses } from '@codomyrmex/core';
import { Command, Option } from 'commander';
import { common, commonBesideConfig } from '../common-options.ts';
import { late } from '../late.ts';
import { collect, positiveNumber, wholeNumber } from '../option-values.ts';

const addMilestone = late(async () => (await import('./project-change.ts')).addMilestone);
const archive = late(async () => (await import('./project-change.ts')).archive);
const deleteProject = late(async () => (await import('./project-change.ts')).deleteProject);
const loadProject = late(async () => (await import('./project-change.ts')).loadProject);
const restore = late(async () => (await import('./project-change.ts')).restore);
const createProject = late(async () => (await import('./project-create.ts')).createProject);
const showDrift = late(async () => (await import('./project-drift.ts')).showDrift);
const listProjects = late(async () => (await import('./project-list.ts')).listProjects);
const showProject = late(async () => (await import('./project-list.ts')).showProject);
const runProject = late(async () => (await import('./project-run.ts')).runProject);
const updateProject = late(async () => (await import('./project-update.ts')).updateProject);

export function projectCommand(): Command {
  const command = new Command('project').description('projects: make, look after, run and archive them');
  common(
    command.command('list').description('the projects of projects_dir, and those that were made elsewhere'),
  ).action(listProjects);
  createOptions(command.command('create').argument('<name>').description('make a project, whole or not at all')).action(
    createProject,
  );
  common(
    command
      .command('load')
      .argument('<folder>')
      .description('know a project that is outside of projects_dir, or was moved there'),
  ).action(loadProject);
  common(command.command('status').argument('<name>').description('how a project stands, and what to do next')).action(
    showProject,
  );
  runOptions(
    command
      .command('run')
      .argument('<words...>', 'NAME WORKFLOW, or WORKFLOW with --all')
      .usage('[options] <name> <workflow> | --all <workflow>')
      .description('run a workflow for a project, or for all of them in the order of their dependencies'),
  ).action(runProject);
  milestoneOptions(command.command('milestone')).action(addMilestone);
  updateOptions(
    command
      .command('update')
      .argument('<name>')
      .description(
        'change what a project says of itself; without an option, bring it to the newest version of its template',
      ),
  ).action(updateProject);
  driftOptions(command.command('drift')).action(showDrift);
  common(
    command.command('archive').argument('<name>').description('write archives/<name>.tar.gz; the folder stays'),
  ).action(archive);
  common(
    command
      .command('restore')
      .argument('<name>')
      .description('take a project back out of its archive')
      .option('--path <folder>', 'where to, if its folder is gone; in projects_dir unless given'),
  ).action(restore);
  common(
    command
      .command('delete')
      .argument('<name>')
      .description('delete a project with its folder')
      .option('--yes', 'do not ask')
      .option('--keep-files', 'only its project.json goes; it is no project any more'),
  ).action(deleteProject);
  return command;
}

function milestoneOptions(command: Command): Command {
  return common(command)
    .argument('<name>')
    .argument('<milestone>')
    .description('mark that something was reached')
    .option('--data <json>', 'what to tell of it, a JSON object or @FILE');
}

function driftOptions(command: Command): Command {
  return common(command)
    .argument('[names...]', 'projects; all unless given')
    .description(
      'how far projects are from their templates: versions, edited and missing files, conflicts of an update',
    )
    .option('--check', 'exit with 1 when there is any, with 0 when there is none; without it, always with 0')
    .option('--fetch', 'look for newer versions of packages where they are published');
}

function createOptions(command: Command): Command {
  return common(command)
    .option('--template <name>', 'what to begin with: codomyrmex template list')
    .option('--description <text>', 'what it is for')
    .option('--path <folder>', 'its folder; <name> in projects_dir unless given')
    .option('--author <name>', 'who makes it')
    .option('--tag <word>', 'may be repeated', collect)
    .option('--depends-on <project>', 'a project whose workflows go first; may be repeated', collect)
    .option('--answer <key=value>', 'answers a question of the template; may be repeated', collect)
    .option('--yes', 'take the defaults of questions that were not answered')
    .option('--dry-run', 'print the tree and what would be in it; nothing is made');
}

function runOptions(command: Command): Command {
  return common(command)
    .option('--all', 'every project that is not archived and has the workflow')
    .option('--affected', 'with --all: only those whose files changed by git, and those that depend on them')
    .option('--since <ref>', 'with --affected: changed since the branch left REF; main of the remote unless given')
    .option('--param <key=value>', 'a parameter, read by its declared type; may be repeated', collect)
    .option('--params <json>', 'parameters as a JSON object, or @FILE')
    .addOption(new Option('--mode <mode>', 'how tasks share the slots').choices([...orchestrationModes]))
    .option('--max-parallel <n>', 'tasks that may run at once; of --all, of all projects together', wholeNumber)
    .option('--timeout <seconds>', 'time for the whole run', positiveNumber)
    .option('--dry-run', 'print the plan; nothing runs')
    .option('--no-cache', 'run every step, also where an earlier result is there')
    .option('--jsonl', 'print one event a line as it happens');
}

function updateOptions(command: Command): Command {
  const settable = projectStatuses.filter((status) => status !== 'archived');
  return commonBesideConfig(command)
    .option('--description <text>', 'what it is for')
    .addOption(new Option('--status <status>', 'how it stands').choices(settable))
    .option('--version <version>', 'its version')
    .option('--author <name>', 'who makes it')
    .option('--tag <word>', 'instead of its tags; may be repeated', collect)
    .option('--depends-on <project>', 'instead of its dependencies; may be repeated', collect)
    .option('--workflow <name>', 'instead of the workflows that belong to it; may be repeated', collect)
    .option(
      '--config <key=value>',
      'sets one value of its configuration, a.b=1 in a section; may be repeated. Without "=", the configuration file',
      collect,
    )
    .option('--check', 'from the template: write nothing, show conflicts, exit with 1 when there is anything to do')
    .option('--dry-run', 'from the template: write nothing, show the differences; exit as the update would')
    .option('--template <source>', 'from the template: another source of it, as for create')
    .option('--template-version <version>', 'from the template: of a package its version, of a repository a commit')
    .addOption(
      new Option('--conflicts <style>', 'from the template: refuse, or keep files and write reports, or write markers')
        .choices(['refuse', 'rej', 'markers'])
        .default('refuse'),
    )
    .option(
      '--answer <key=value>',
      'from the template: a new answer to one of its questions; may be repeated',
      collect,
    );
}
