import { UsageError } from '@codomyrmex/core';
import type { LiveRun, PreparedWorkflow } from '@codomyrmex/engine';
import { workflowAnswer } from '@codomyrmex/engine';
import { ProjectManager, type ProjectsRun } from '@codomyrmex/projects';
import { carryRun } from '../carry-run.ts';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { projectPorts } from '../compose-projects.ts';
import { givenParameters } from '../parameters.ts';
import {
  type ProjectRunOptions,
  preparedProjectRun,
  preparedProjectsRun,
  projectOutcomes,
} from '../project-workflow-runs.ts';
import { showPlan } from '../show-plan.ts';
import { safe } from '../terminal.ts';
import type { RunCommandOptions } from './workflow-run.ts';

interface RunOptions extends Omit<RunCommandOptions, 'detach'> {
  readonly all?: boolean;
  readonly affected?: boolean;
  readonly since?: string;
}

export function runProject(words: readonly string[], options: RunOptions): Promise<void> {
  return perform(options, async (scope) => {
    refuseMixed(words, options);
    const { parameters, textParameters } = givenParameters(options);
    const { mode, maxParallel, timeout, cache } = options;
    const reuse = cache === false ? 'off' : 'on';
    const running = { scope, options, run: { textParameters, mode, maxParallel, timeout, reuse } as const };
    const [first = '', workflow = ''] = words;
    return options.all === true
      ? runAll(running, first, parameters)
      : runOne(running, { name: first, workflow, parameters });
  });
}

interface Running {
  readonly scope: CommandScope;
  readonly options: RunOptions;
  readonly run: ProjectRunOptions;
}

interface One {
  readonly name: string;
  readonly workflow: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

async function runOne({ scope, options, run }: Running, { name, workflow, parameters }: One): Promise<number> {
  const orchestrator = await scope.orchestrator();
  if (options.dryRun === true) {
    const plan = await new ProjectManager(projectPorts(scope)).planProjectsRun(workflow, { only: [name], parameters });
    const [project] = plan.runs;
    if (project === undefined) throw new UsageError(`project "${name}" is archived`, { code: 'PROJECT_ARCHIVED' });
    return showPlan(scope, await preparedProjectRun(orchestrator, project, run));
  }
  let code = 1;
  const manager = new ProjectManager({
    ...projectPorts(scope),
    runWorkflow: async (asked) => {
      const prepared = await preparedProjectRun(orchestrator, asked, run);
      const carried = await carriedToEnd(scope, prepared, options);
      code = carried.code;
      return workflowAnswer(await orchestrator.document(carried.id));
    },
  });
  await manager.executeProjectWorkflow(name, workflow, parameters);
  return code;
}

async function runAll(
  { scope, options, run }: Running,
  workflow: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<number> {
  const orchestrator = await scope.orchestrator();
  const affected = options.affected === true ? { since: options.since } : undefined;
  const prepare = async (asked: ProjectsRun) => {
    const whole = await preparedProjectsRun(orchestrator, asked, { ...run, workspace: scope.workspace });
    for (const name of whole.without)
      scope.terminal.note(`project "${safe(name)}" has no workflow "${safe(workflow)}"`);
    return whole;
  };
  const looking = new ProjectManager(projectPorts(scope));
  const plan = await looking.planProjectsRun(workflow, { parameters, affected });
  tellWhy(scope, plan);
  if (plan.runs.length === 0) return nothingToDo(scope, affected !== undefined);
  if (options.dryRun === true) return showPlan(scope, (await prepare(plan)).prepared);
  let code = 1;
  const manager = new ProjectManager({
    ...projectPorts(scope),
    runProjects: async (asked: ProjectsRun) => {
      const { prepared, steps } = await prepare(asked);
      const carried = await carriedToEnd(scope, prepared, options);
      code = carried.code;
      const document = await orchestrator.document(carried.id);
      return { answer: document, outcomes: projectOutcomes(document, steps) };
    },
  });
  const only = plan.runs.map(({ project }) => project.name);
  await manager.runProjectsWorkflow(workflow, { parameters, only });
  return code;
}

type Plan = Awaited<ReturnType<ProjectManager['planProjectsRun']>>;

function tellWhy({ terminal }: CommandScope, { affected }: Plan): void {
  for (const [name, why] of affected) {
    const text =
      why.kind === 'changed'
        ? `${why.files} files changed, ${why.first} among them`
        : why.kind === 'depends'
          ? `depends on ${why.on.join(', ')}`
          : 'is in no git repository, so that what changed cannot be told';
    terminal.note(`${safe(name)}: ${safe(text)}`);
  }
}

function nothingToDo({ json, terminal }: CommandScope, isAffected: boolean): number {
  const why = isAffected ? 'no project is affected' : 'there is no project that is not archived';
  if (json) terminal.json({ success: true, status: 'completed', results: {}, message: why });
  else terminal.note(why);
  return 0;
}

async function carriedToEnd(
  scope: CommandScope,
  prepared: PreparedWorkflow,
  { jsonl }: CommonOptions,
): Promise<{ readonly id: string; readonly code: number }> {
  const orchestrator = await scope.orchestrator();
  let id = '';
  const begin = async (): Promise<LiveRun> => {
    const live = await orchestrator.start(prepared);
    id = live.id;
    return live;
  };
  const code = await carryRun(scope, begin, { jsonl: jsonl === true });
  return { id, code };
}

function refuseMixed(words: readonly string[], { all, affected, since, json, jsonl }: RunOptions): void {
  const refuse = (message: string, suggestion: string): never => {
    throw new UsageError(message, { suggestions: [suggestion] });
  };
  if (json === true && jsonl === true) refuse('--json and --jsonl exclude each other', 'Give one of them.');
  if (since !== undefined && affected !== true) refuse('--since is for --affected', 'Write --affected --since REF.');
  if (affected === true && all !== true) refuse('--affected chooses among all projects', 'Write --all --affected.');
  const wanted = all === true ? 1 : 2;
  if (words.length === wanted) return;
  const form = all === true ? 'codomyrmex project run --all WORKFLOW' : 'codomyrmex project run NAME WORKFLOW';
  refuse(`${words.length} words were given where ${wanted} are needed`, `Write ${form}.`);
}
