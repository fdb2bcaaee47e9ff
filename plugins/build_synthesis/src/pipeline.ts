import { type ActionContext, ActionError, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { type BuildConfig, contradictions, type OwnStage, type StageName, stageNames } from './build-config.ts';
import { type Command, commandOf, variablesOf } from './command.ts';
import { detectPlan } from './detect-plan.ts';
import type { ProjectPlan } from './project-plan.ts';
import { ranCommand, shown } from './run-command.ts';

const STAGE_SECONDS = 600;

export const stageResultSchema = z.object({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  required: z.boolean(),
  commands: z.array(z.array(z.string())),
  exit_code: z.int().nullable(),
  execution_time: z.number().meta({ description: 'Seconds.' }),
  reason: z.string().nullable().meta({ description: 'Why it was skipped or has failed.' }),
  stdout_tail: z.string(),
  stderr_tail: z.string(),
});
export type StageResult = z.output<typeof stageResultSchema>;

interface Stage {
  readonly name: string;
  readonly commands: readonly Command[];
  /** Why there are no commands. */
  readonly why: string | undefined;
  readonly folder: string;
  readonly seconds: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly required: boolean;
}

export interface PipelineOrder {
  readonly config: BuildConfig;
  /** Absolute, in the workspace. */
  readonly folder: string;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Pipeline {
  readonly kind: ProjectPlan['kind'] | null;
  readonly stages: readonly StageResult[];
  readonly success: boolean;
}

/**
 * Does the stages one after the other; after a required one that failed the others are skipped.
 * @throws NotApplicable when there is nothing to do, ActionError INVALID_BUILD_CONFIG, TIMEOUT_EXCEEDED.
 */
export async function runPipeline(context: ActionContext, order: PipelineOrder): Promise<Pipeline> {
  const wrong = contradictions(order.config);
  if (wrong.length > 0) throw invalidConfig(wrong);
  const { kind, stages } = await stagesOf(context, order);
  const results: StageResult[] = [];
  for (const [index, stage] of stages.entries()) {
    context.progress(index / stages.length, stage.name);
    const failed = results.find(({ status, required }) => status === 'failed' && required);
    results.push(failed === undefined ? await ranStage(context, stage) : skipped(stage, `${failed.name} failed`));
  }
  const success = !results.some(({ status, required }) => status === 'failed' && required);
  return { kind, stages: results, success };
}

async function stagesOf(context: ActionContext, { config, folder, variables = {} }: PipelineOrder) {
  const asked = config.stages ?? stageNames;
  const looksUp = asked.some((stage) => typeof stage === 'string');
  const { language, output_dir: outputDir } = config;
  const plan = looksUp ? await detectPlan(context, { folder, language, outputDir }) : undefined;
  if (looksUp && plan === undefined) throw unknownProject(folder, language);
  const added = { ...variables, ...variablesOf(config.env) };
  const seconds = config.timeout ?? STAGE_SECONDS;
  const stages: Stage[] = [];
  for (const stage of asked) {
    const general = { folder, seconds, variables: added, required: true };
    if (typeof stage === 'string') stages.push({ ...general, ...lookedUp(plan, stage) });
    else stages.push({ ...general, ...(await own(context, stage, general)) });
  }
  if (stages.every(({ commands }) => commands.length === 0)) {
    throw new NotApplicable(
      `there is nothing to do: ${stages.map(({ name, why }) => `${name}: ${why ?? ''}`).join('; ')}`,
    );
  }
  return { kind: plan?.kind ?? null, stages };
}

function lookedUp(plan: ProjectPlan | undefined, name: StageName) {
  const planned = plan?.stages[name] ?? { commands: [], why: 'the project does not say how' };
  return { name, commands: planned.commands, why: 'why' in planned ? planned.why : undefined };
}

async function own(context: ActionContext, stage: OwnStage, general: Pick<Stage, 'folder' | 'seconds' | 'variables'>) {
  const { name, cwd, timeout, env, required } = stage;
  return {
    name,
    commands: [commandOf(stage.command)],
    why: undefined,
    folder: cwd === undefined ? general.folder : await context.fs.locate(`${general.folder}/${cwd}`),
    seconds: timeout ?? general.seconds,
    variables: { ...general.variables, ...variablesOf(env) },
    required,
  };
}

async function ranStage(context: ActionContext, stage: Stage): Promise<StageResult> {
  if (stage.commands.length === 0) return skipped(stage, stage.why ?? 'there is nothing to do');
  let seconds = 0;
  let tails = { stdout_tail: '', stderr_tail: '' };
  for (const command of stage.commands) {
    context.log.info(`${stage.name}: ${shown(command)}`);
    const { folder, variables } = stage;
    const ran = await ranCommand(context, { command, folder, variables, seconds: stage.seconds });
    seconds += ran.seconds;
    tails = { stdout_tail: ran.stdoutTail, stderr_tail: ran.stderrTail };
    if (ran.exitCode !== 0) {
      const reason = `${shown(command)} ended with ${ran.exitCode}`;
      return {
        ...general(stage),
        status: 'failed',
        exit_code: ran.exitCode,
        execution_time: rounded(seconds),
        reason,
        ...tails,
      };
    }
  }
  return {
    ...general(stage),
    status: 'passed',
    exit_code: 0,
    execution_time: rounded(seconds),
    reason: null,
    ...tails,
  };
}

const general = ({ name, required, commands }: Stage) => ({
  name,
  required,
  commands: commands.map((command) => [...command]),
});

const skipped = (stage: Stage, reason: string): StageResult => ({
  ...general(stage),
  status: 'skipped',
  exit_code: null,
  execution_time: 0,
  reason,
  stdout_tail: '',
  stderr_tail: '',
});

const rounded = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;

export function invalidConfig(problems: readonly { readonly path: string; readonly message: string }[]): ActionError {
  const told = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new ActionError(`the build configuration cannot be used: ${told}`, {
    code: 'INVALID_BUILD_CONFIG',
    retryable: false,
    details: { problems: [...problems] },
    suggestions: ['Ask build_synthesis.validate_build_config what a configuration may have.'],
  });
}

function unknownProject(folder: string, language: string | undefined): NotApplicable | ActionError {
  const what = language === undefined ? 'a project' : `a project of ${language}`;
  return new NotApplicable(`nothing in ${folder} says how ${what} is built`);
}

/** Why a build has failed, with the end of what its last stage wrote. */
export function buildFailed({ stages }: Pipeline): ActionError {
  const failed = stages.find(({ status, required }) => status === 'failed' && required);
  const tail = (failed?.stderr_tail.trim() === '' ? failed.stdout_tail : failed?.stderr_tail) ?? '';
  const last = tail.trimEnd().split('\n').at(-1)?.slice(0, 300) ?? '';
  const name = failed?.name ?? 'a stage';
  const reason = failed?.reason ?? 'it failed';
  return new ActionError(`the build failed in ${name}: ${reason}${last === '' ? '' : `: ${last}`}`, {
    code: 'BUILD_FAILED',
    details: {
      stage: name,
      exit_code: failed?.exit_code ?? null,
      stdout: failed?.stdout_tail ?? '',
      stderr: failed?.stderr_tail ?? '',
      stages: stages.map((stage) => ({ name: stage.name, status: stage.status, execution_time: stage.execution_time })),
    },
    suggestions: [
      'Look at the output of the stage, in details or in the log of the step.',
      'Set check to false to take a failed build as a result.',
    ],
  });
}
