import { join, relative, resolve } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { DATA_FOLDER, environmentConfig } from '@codomyrmex/engine';
import { Command } from 'commander';
import { type CommandScope, perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { environment } from '../config.ts';
import { initDocument, type Outcome, tellProposal } from '../init/init-report.ts';
import { type InitPlan, planInit } from '../init/plan-init.ts';
import { writeAll } from '../init/written-files.ts';
import { program } from '../output/called-as.ts';
import { quoted } from '../output/wait-text.ts';
import { consent } from '../plugins/consent.ts';

interface InitOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export function initCommand(): Command {
  return common(
    new Command('init')
      .description('propose workflows that fit a repository, and write them after a yes')
      .argument('[path]', 'the folder of the repository', '.')
      .option('--yes', 'write without asking')
      .option('--dry-run', 'show the files and write nothing'),
  ).action(init);
}

function init(path: string, options: InitOptions): Promise<void> {
  const root = resolve(path);
  const named = options.dataDir ?? environmentConfig().dataFolder;
  // A data folder further up belongs to something else: this one is for the repository that was named.
  const dataFolder = resolve(named ?? join(root, DATA_FOLDER));
  return perform({ ...options, dataDir: dataFolder }, async (scope) => {
    const { workflowsDir, origins } = scope.configuration;
    // A repository does not get to say that something is written outside of it.
    const isTrusted =
      named !== undefined || options.config !== undefined || origins.workflows_dir.kind === 'environment';
    const within = isTrusted ? undefined : root;
    const plan = await planInit({ root, dataFolder, workflowsDir, within }, environment());
    if (!scope.json) tellProposal(scope.terminal, plan, options.dryRun === true);
    const isNew = plan.workflows.some(({ status }) => status === 'new');
    const next = nextCommands(plan, { path, named: options.dataDir });
    if (options.dryRun === true) return done(scope, { plan, outcome: 'planned', next: [] });
    if (!isNew) {
      refuseAllTaken(plan);
      return done(scope, { plan, outcome: 'nothing', next });
    }
    const question = plan.files.length === 1 ? 'Write this file?' : `Write these ${plan.files.length} files?`;
    await consent(question, options.yes === true, 'yes');
    await writeAll(plan.files);
    return done(scope, { plan, outcome: 'written', next });
  });
}

/** @throws UsageError WORKFLOW_EXISTS when somebody else has every name. */
function refuseAllTaken({ workflows }: InitPlan): void {
  if (!workflows.every(({ status }) => status === 'taken')) return;
  throw new UsageError(`nothing could be written: ${workflows.map(({ file }) => file).join(', ')} are there already`, {
    code: 'WORKFLOW_EXISTS',
    suggestions: ['--dry-run shows what would be written; rename a definition of yours to have its place taken.'],
  });
}

interface Done {
  readonly plan: InitPlan;
  readonly outcome: Outcome;
  readonly next: readonly string[];
}

function done({ terminal, json }: CommandScope, { plan, outcome, next }: Done): number {
  if (json) {
    terminal.json(initDocument(plan, outcome, next));
    return 0;
  }
  switch (outcome) {
    case 'planned':
      terminal.note('nothing was written: --dry-run');
      break;
    case 'nothing':
      terminal.data('\nnothing to add');
      break;
    case 'written':
      terminal.data(`\n${plan.files.length} files were written`);
      break;
  }
  if (next.length > 0) terminal.note(`\nnext:\n${next.map((line) => `  ${line}`).join('\n')}`);
  return 0;
}

/** To be pasted as they are. */
function nextCommands(
  { root, workflows }: InitPlan,
  { path, named }: { readonly path: string; readonly named: string | undefined },
): readonly string[] {
  const [first] = workflows.filter(({ status }) => status !== 'taken');
  if (first === undefined) return [];
  const folder = relative(resolve('.'), root) === '' ? [] : [`cd ${quoted(path)}`];
  const data = named === undefined ? '' : ` --data-dir ${quoted(resolve(named))}`;
  return [
    ...folder,
    `${program()} workflow run ${first.name}${data}`,
    `${program()} workflow graph ${first.name}${data}`,
  ];
}
