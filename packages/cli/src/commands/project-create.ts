import { createInterface } from 'node:readline/promises';
import {
  type PlannedProject,
  type Project,
  type ProjectOptions,
  projectDocument,
  type TemplateQuestion,
} from '@codomyrmex/projects';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { projectManager, projectPorts } from '../compose-projects.ts';
import { nextSteps, nextText, saidOptions } from '../project-next-steps.ts';
import { pairOf } from '../project-values.ts';
import { safe } from '../terminal.ts';

interface CreateOptions extends CommonOptions {
  readonly template?: string;
  readonly description?: string;
  readonly path?: string;
  readonly author?: string;
  readonly tag?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly answer?: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export function createProject(name: string, options: CreateOptions): Promise<void> {
  return perform(options, async (scope) => {
    const manager = projectManager(scope);
    const given = await optionsOf(scope, options);
    if (options.dryRun === true) return showPlan(scope, await manager.planProject(name, given));
    const project = await manager.createProject(name, given);
    const next = await nextSteps(project, saidOptions(options));
    if (scope.json) scope.terminal.json({ success: true, ...wireProject(project), next_steps: next });
    else {
      scope.terminal.data(project.path);
      scope.terminal.note(nextText(next));
    }
    return 0;
  });
}

export function wireProject(project: Project) {
  return {
    ...projectDocument(project),
    dependencies: project.dependencies,
    created_at: project.createdAt.toISOString(),
    updated_at: project.updatedAt.toISOString(),
  };
}

async function optionsOf(scope: CommandScope, options: CreateOptions): Promise<ProjectOptions> {
  const { template, description, path, author, tag, dependsOn, answer = [] } = options;
  const answers = await answersOf(scope, { template, answer, isAsking: options.yes !== true });
  return {
    ...(template !== undefined && { template }),
    ...(description !== undefined && { description }),
    ...(path !== undefined && { path }),
    ...(author !== undefined && { author }),
    ...(tag !== undefined && { tags: [...tag] }),
    ...(dependsOn !== undefined && { dependencies: [...dependsOn] }),
    ...(Object.keys(answers).length > 0 && { answers }),
  };
}

interface Asking {
  readonly template: string | undefined;
  readonly answer: readonly string[];
  readonly isAsking: boolean;
}

/** What was answered, read as its question asks; what was not is asked where somebody is there to be asked. */
async function answersOf(
  scope: CommandScope,
  { template, answer, isAsking }: Asking,
): Promise<Readonly<Record<string, unknown>>> {
  const given = new Map(answer.map((written) => pairOf('--answer', written)));
  const { scaffolder } = projectPorts(scope);
  const questions =
    template === undefined || scaffolder === undefined ? [] : (await scaffolder.describe(template)).questions;
  const isAnybodyThere = process.stdin.isTTY && process.stderr.isTTY && !scope.json;
  const unanswered = questions.filter(({ name }) => !given.has(name));
  if (isAsking && isAnybodyThere && unanswered.length > 0) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      for (const question of unanswered) {
        const text = await lines.question(questionText(question));
        if (text.trim() !== '') given.set(question.name, text.trim());
      }
    } finally {
      lines.close();
    }
  }
  const kinds = new Map(questions.map(({ name, kind }) => [name, kind]));
  return Object.fromEntries([...given].map(([name, text]) => [name, typed(text, kinds.get(name))]));
}

function questionText({ title, default: usual, choices }: TemplateQuestion): string {
  const among = choices === undefined ? '' : ` (${choices.join(', ')})`;
  return `${safe(title)}${safe(among)} [${safe(String(usual))}]: `;
}

/** What is of another kind stays text: the template says what is wrong with it. */
function typed(text: string, kind: TemplateQuestion['kind'] | undefined): unknown {
  if (kind === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (kind === 'boolean' && /^(true|yes|y)$/i.test(text)) return true;
  if (kind === 'boolean' && /^(false|no|n)$/i.test(text)) return false;
  return text;
}

/** The tree, and what would be in it as a difference from nothing. */
function showPlan(scope: CommandScope, { project, files, written }: PlannedProject): number {
  if (scope.json) {
    scope.terminal.json({
      dry_run: true,
      ...wireProject(project),
      files: written.map((path) => ({ path, ...(files.has(path) && { content: files.get(path) }) })),
    });
    return 0;
  }
  const { green, bold } = scope.terminal.outColors;
  scope.terminal.data(`${bold(safe(project.path))}/`);
  for (const path of written) scope.terminal.data(`${'  '.repeat(depth(path))}${safe(lastPart(path))}`);
  for (const [path, text] of files) {
    scope.terminal.data(`\n${bold(`--- /dev/null\n+++ ${safe(path)}`)}`);
    if (text.includes('\0')) scope.terminal.data('(no text)');
    else for (const line of text.replace(/\n$/, '').split('\n')) scope.terminal.data(green(`+${safe(line)}`));
  }
  scope.terminal.note('\nnothing was made: without --dry-run it is');
  return 0;
}

const parts = (path: string): readonly string[] => path.replace(/\/$/, '').split('/');
const depth = (path: string): number => parts(path).length;
const lastPart = (path: string): string => `${parts(path).at(-1)}${path.endsWith('/') ? '/' : ''}`;
