import { orchestrationModes } from '@codomyrmex/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Parts, withParts } from '../command-parts.ts';
import { common } from '../common-options.ts';
import { late } from '../late.ts';
import { collect, positiveNumber, wholeNumber } from '../option-values.ts';
import { templateNames } from '../workflow-templates.ts';

const createWorkflow = late(async () => (await import('./workflow-create.ts')).createWorkflow);
const graphWorkflow = late(async () => (await import('./workflow-graph.ts')).graphWorkflow);
const deleteWorkflow = late(async () => (await import('./workflow-delete.ts')).deleteWorkflow);
const listWorkflows = late(async () => (await import('./workflow-list.ts')).listWorkflows);
const showWorkflow = late(async () => (await import('./workflow-show.ts')).showWorkflow);
const runWorkflow = late(async () => (await import('./workflow-run.ts')).runWorkflow);
const simulate = late(async () => (await import('./workflow-simulate.ts')).simulate);
const validateWorkflow = late(async () => (await import('./workflow-validate.ts')).validateWorkflow);

const parts: Parts = {
  list: (command) =>
    common(command.description('the definitions of the data folder, and those that come with the product')).action(
      listWorkflows,
    ),
  show: (command) =>
    common(command.argument('<workflow>', 'name or file').description('a definition with all defaults')).action(
      showWorkflow,
    ),
  create: (command) =>
    common(
      command
        .argument('<name>')
        .description('write a new definition into the data folder')
        .option('--template <name>', `what to begin with: ${templateNames.join(', ')}`, 'starter')
        .option('--from <file>', 'take this definition instead of a template'),
    ).action(createWorkflow),
  validate: (command) =>
    common(
      command
        .argument('<workflow>', 'name or file')
        .description('check a definition whole, and say every problem with its place')
        .option('--against-running', 'also say of each run in flight whether it could go on under this definition'),
    ).action(validateWorkflow),
  graph: (command) =>
    common(
      command
        .argument('<workflow>', 'name or file')
        .description('the steps and what they wait for')
        .addOption(
          new Option('--format <form>', 'how to write it')
            .choices(['mermaid', 'dot', 'json', 'svg'])
            .default('mermaid'),
        ),
    ).action(graphWorkflow),
  delete: (command) =>
    common(command.argument('<workflow>', 'name').description('remove a definition from the data folder')).action(
      deleteWorkflow,
    ),
  run: (command) =>
    runOptions(command.argument('<workflow>', 'name or file').description('run a workflow')).action(runWorkflow),
  simulate: (command) =>
    simulateOptions(
      command
        .argument('<workflow>', 'name or file')
        .description('how a run would go, by how long its steps took before; nothing runs'),
    ).action(simulate),
};

export const workflowCommand = (asked?: string): Command =>
  withParts(new Command('workflow').description('definitions: list, check, draw and run them'), parts, asked);

function runOptions(command: Command): Command {
  return common(command)
    .option('--param <key=value>', 'a parameter, read by its declared type; may be repeated', collect)
    .option('--params <json>', 'parameters as a JSON object, or @FILE')
    .option('--project <folder>', 'the folder that the run works on')
    .addOption(new Option('--mode <mode>', 'how tasks share the slots').choices([...orchestrationModes]))
    .option('--max-parallel <n>', 'tasks that may run at once', wholeNumber)
    .option('--timeout <seconds>', 'time for the whole run', positiveNumber)
    .option('--dry-run', 'print the plan; nothing runs')
    .option('--no-cache', 'run every step, also where an earlier result is there; what cached steps give is kept')
    .option('--detach', 'go on in the background, and print the run’s id')
    .option('--jsonl', 'print one event a line as it happens');
}

function simulateOptions(command: Command): Command {
  return common(command)
    .addOption(new Option('--mode <mode>', 'how tasks share the slots').choices([...orchestrationModes]))
    .option('--max-parallel <n>', 'tasks that may run at once', wholeNumber)
    .option('--resource <name=amount>', 'as if there were so much of it; may be repeated', amounts)
    .option('--items <step=count>', 'how many items a step has, `sub/step` in a workflow; may be repeated', amounts)
    .option(
      '--default-duration <seconds>',
      'for steps that have not run; else the median of the others',
      positiveNumber,
    );
}

function amounts(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, name, amount] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name !== undefined && amount !== undefined) return { ...before, [name]: Number(amount) };
  throw new InvalidArgumentError(`"${text}" is not written like cpu=16`);
}
