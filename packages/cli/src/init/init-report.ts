import { relative, resolve } from 'node:path';
import { safe, type Terminal } from '../terminal.ts';
import type { InitPlan, PlannedWorkflow } from './plan-init.ts';

const MAX_SHOWN = 20;

/** What was found, what would be written, and what is left out. */
export function tellProposal(terminal: Terminal, plan: InitPlan, isWhole: boolean): void {
  const { bold, dim, yellow } = terminal.outColors;
  const say = (text: string) => terminal.data(text);
  say(bold(`found in ${safe(plan.root)}`));
  if (plan.found.length === 0) say('  nothing that has a build or tests');
  for (const { ecosystem, folder, detail } of plan.found.slice(0, MAX_SHOWN)) {
    say(`  ${ecosystem}${folder === '' ? '' : ` in ${line(folder)}`}: ${line(detail)}`);
  }
  more(plan.found.length, say);
  for (const workflow of plan.workflows) {
    say('');
    say(`${bold(workflow.name)}${statusText(workflow)}`);
    say(`  ${workflow.description}`);
    if (workflow.status !== 'new') continue;
    for (const step of workflow.steps) {
      const after = step.dependencies === undefined ? '' : `, after ${step.dependencies.join(', ')}`;
      say(`  - ${step.name}: ${line(workText(step))}${after}`);
    }
  }
  if (plan.leftOut.length > 0) say(`\n${bold('left out')}`);
  for (const { step, reason } of plan.leftOut.slice(0, MAX_SHOWN)) say(`  ${line(step)}: ${line(reason)}`);
  more(plan.leftOut.length, say);
  if (plan.files.length > 0) say(`\n${bold('files')}`);
  for (const { file, text } of plan.files) {
    say(`  ${safe(relative(resolve('.'), file))}`);
    if (isWhole) say(dim(text.replaceAll(/^(?=.)/gm, '    ').trimEnd()));
  }
  for (const warning of plan.warnings) terminal.note(yellow(`warning: ${safe(warning)}`));
}

function more(count: number, say: (text: string) => void): void {
  if (count > MAX_SHOWN) say(`  and ${count - MAX_SHOWN} more`);
}

/** Text of the repository on one line of bounded length. */
const line = (text: string): string => {
  const inert = safe(text).replaceAll(/\s+/g, ' ');
  return inert.length > 120 ? `${inert.slice(0, 119)}…` : inert;
};

function statusText({ status, file }: PlannedWorkflow): string {
  switch (status) {
    case 'new':
      return '';
    case 'ours':
      return ` is there already: ${safe(relative(resolve('.'), file))}`;
    case 'taken':
      return ` is kept as it is: the name is taken by ${safe(relative(resolve('.'), file))}`;
  }
}

function workText({ parameters, workflow, module, action }: PlannedWorkflow['steps'][number]): string {
  if (workflow !== undefined) return `the workflow ${workflow}`;
  const command = parameters?.command;
  if (!Array.isArray(command)) return `${module}.${action}`;
  const words = command.map((word) => (/^[\w@%+=:,./-]+$/.test(String(word)) ? String(word) : JSON.stringify(word)));
  return words.join(' ') + (typeof parameters?.cwd === 'string' ? ` in ${parameters.cwd}` : '');
}

export type Outcome = 'planned' | 'written' | 'nothing';

/** The form of `--json`. */
export function initDocument(plan: InitPlan, outcome: Outcome, next: readonly string[]): object {
  return {
    success: true,
    path: plan.root,
    data_folder: plan.dataFolder,
    written: outcome === 'written',
    found: plan.found,
    workflows: plan.workflows.map(({ name, description, file, status, steps }) => ({
      name,
      description,
      file,
      status: status === 'new' ? outcome : status === 'ours' ? 'exists' : 'name_taken',
      steps: steps.map((step) => ({
        name: step.name,
        work: workText(step),
        dependencies: step.dependencies ?? [],
        cached: step.cache !== undefined,
      })),
    })),
    left_out: plan.leftOut,
    files: plan.files.map(({ file, text }) => ({ file, text })),
    warnings: plan.warnings,
    next,
  };
}
