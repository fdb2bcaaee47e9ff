import { UsageError } from '@codomyrmex/core';
import {
  type ConflictReason,
  type ConflictStyle,
  conflictsOf,
  type FileConflict,
  type FileUpdate,
  fileDiff,
  isUpToDate,
  type Project,
  type UpdatePlan,
} from '@codomyrmex/projects';
import type { CommandScope } from '../command-run.ts';
import { followTemplate } from '../followed-template.ts';
import { interruptible } from '../interruptible.ts';
import { pairOf } from '../project-values.ts';
import { templateScaffolder } from '../template-scaffolding.ts';
import { safe, type Terminal } from '../terminal.ts';

export interface TemplateUpdateOptions {
  /** Nothing is written; it exits with 1 when there is something to do. */
  readonly check?: boolean;
  /** Nothing is written; it shows what would be, with differences. */
  readonly dryRun?: boolean;
  /** Of a package its version, of a repository a commit. */
  readonly templateVersion?: string;
  /** Another source of the same template. */
  readonly template?: string;
  readonly conflicts?: 'refuse' | ConflictStyle;
  readonly answer?: readonly string[];
}

/** Brings a project to a newer version of its template: all of it, or nothing. Gives the exit code. */
export function updateFromTemplate(
  scope: CommandScope,
  project: Project,
  options: TemplateUpdateOptions,
): Promise<number> {
  if (project.template === null) throw noTemplate(project);
  return interruptible(async (signal) => {
    const scaffolder = templateScaffolder(scope);
    const answers = Object.fromEntries((options.answer ?? []).map((pair) => pairOf('--answer', pair)));
    const { template, templateVersion: version, conflicts = 'refuse' } = options;
    const plan = await scaffolder.planUpdate({ project: project.path, template, version, answers, signal });
    const isLook = options.check === true || options.dryRun === true;
    if (!scope.json) printPlan(scope.terminal, plan, { withDiffs: isLook });
    if (isLook) {
      if (scope.json) scope.terminal.json({ ...wirePlan(plan, project), applied: false });
      return lookCode(plan, { isCheck: options.check === true, conflicts });
    }
    const { reports } = await scaffolder.applyUpdate(plan, conflicts, signal);
    if (!isUpToDate(plan)) await followTemplate(scope, project, plan);
    if (scope.json)
      scope.terminal.json({
        ...wirePlan(plan, project),
        applied: !isUpToDate(plan),
        reports: Object.fromEntries(reports),
      });
    else for (const report of reports.values()) scope.terminal.note(`what the template wanted is in ${safe(report)}`);
    return 0;
  });
}

/** A check tells by its exit code whether there is anything to do; a dry run exits as the update would. */
function lookCode(
  plan: UpdatePlan,
  { isCheck, conflicts }: { readonly isCheck: boolean; readonly conflicts: 'refuse' | ConflictStyle },
): number {
  if (isCheck) return isUpToDate(plan) ? 0 : 1;
  return conflictsOf(plan).length > 0 && conflicts === 'refuse' ? REFUSED : 0;
}

const REFUSED = 4;

function wirePlan(plan: UpdatePlan, project: Project) {
  return {
    success: true,
    project: project.name,
    path: plan.root,
    template: plan.template,
    source: plan.source,
    from: plan.from,
    to: plan.to,
    up_to_date: isUpToDate(plan),
    migrations: plan.migrations,
    dropped_answers: plan.droppedAnswers,
    answers: plan.record.answers,
    folders: plan.folders,
    files: plan.files.filter(({ kind }) => kind !== 'unchanged').map(wireFile),
    conflicts: conflictsOf(plan).map((conflict) => ({
      path: conflict.path,
      why: conflict.why,
      diff: diffOf(conflict),
    })),
  };
}

function wireFile(file: FileUpdate) {
  const why = 'why' in file ? { why: file.why } : {};
  const moved = 'renamedFrom' in file && file.renamedFrom !== undefined ? { renamed_from: file.renamedFrom } : {};
  return { path: file.path, change: file.kind, ...why, ...moved, diff: diffOf(file) };
}

function diffOf(file: FileUpdate): string | null {
  switch (file.kind) {
    case 'added':
      return fileDiff(file.path, undefined, file.after.bytes);
    case 'replaced':
    case 'merged':
      return fileDiff(file.path, file.before.bytes, file.after.bytes);
    case 'removed':
      return fileDiff(file.path, file.before.bytes, undefined);
    case 'conflict':
      return conflictText(file);
    case 'unchanged':
    case 'kept':
    case 'stays_deleted':
      return null;
    default:
      return file satisfies never;
  }
}

/** Both sides with markers, shown and not written; else what the template wanted to change. */
function conflictText({ path, marked, base, before, theirs }: FileConflict): string {
  return marked === undefined
    ? fileDiff(path, base ?? before?.bytes, theirs?.bytes)
    : fileDiff(path, before?.bytes, marked);
}

function printPlan(terminal: Terminal, plan: UpdatePlan, { withDiffs }: { readonly withDiffs: boolean }): void {
  const { bold, dim } = terminal.outColors;
  const versions = plan.from === plan.to ? plan.to : `${plan.from} → ${plan.to}`;
  if (isUpToDate(plan)) return terminal.data(`${safe(plan.template)} ${safe(versions)}: up to date`);
  terminal.data(bold(`${safe(plan.template)} ${safe(versions)}`));
  for (const version of plan.migrations) terminal.data(`  migration to ${safe(version)}`);
  for (const folder of plan.folders) terminal.data(`  added      ${safe(folder)}/`);
  for (const file of plan.files) if (file.kind !== 'unchanged') terminal.data(`  ${lineOf(file)}`);
  if (plan.droppedAnswers.length > 0)
    terminal.data(dim(`  not asked any more: ${safe(plan.droppedAnswers.join(', '))}`));
  if (!withDiffs) return;
  for (const file of plan.files) {
    const diff = diffOf(file);
    if (diff !== null) terminal.data(`\n${colored(terminal, safe(diff))}`);
  }
}

function lineOf(file: FileUpdate): string {
  const moved = 'renamedFrom' in file && file.renamedFrom !== undefined ? ` (was ${safe(file.renamedFrom)})` : '';
  const why = file.kind === 'conflict' ? `: ${reasons[file.why]}` : file.kind === 'kept' ? `: ${kept[file.why]}` : '';
  const words: Readonly<Record<FileUpdate['kind'], string>> = {
    unchanged: 'unchanged',
    kept: 'kept',
    stays_deleted: 'deleted',
    added: 'added',
    replaced: 'updated',
    merged: 'merged',
    removed: 'removed',
    conflict: 'CONFLICT',
  };
  return `${words[file.kind].padEnd(10)} ${safe(file.path)}${moved}${why}`;
}

const kept = { edited: 'you have edited it', given_up: 'you have edited it, and the template has it no more' } as const;

const reasons: Readonly<Record<ConflictReason, string>> = {
  edited: 'you and the template have changed the same lines',
  binary: 'you and the template have changed it, and it is no text',
  read_only: 'it is read-only',
  in_the_way: 'something else stands there',
  exists: 'you have another file of this name',
  removed_by_template: 'the template removes it, and you have edited it',
  no_base: 'you have edited it, and what the template wrote before is not known any more',
  needs_git: 'it is too large to be merged without git',
};

function colored({ outColors: { green, red, cyan } }: Terminal, diff: string): string {
  const paint = (line: string): string => {
    if (line.startsWith('@@')) return cyan(line);
    if (line.startsWith('+')) return green(line);
    return line.startsWith('-') ? red(line) : line;
  };
  return diff.replace(/\n$/, '').split('\n').map(paint).join('\n');
}

const noTemplate = ({ name }: Project): UsageError =>
  new UsageError(`project "${name}" has no template to be updated from, and nothing to change was given`, {
    code: 'NO_TEMPLATE',
    suggestions: [`To change what it says of itself: codomyrmex project update ${name} --description TEXT`],
  });
