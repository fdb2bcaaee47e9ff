import { UsageError } from '@codomyrmex/core';
import { sha256 } from './durable-files.ts';
import type { LoadedTemplate } from './loaded-template.ts';
import { type MigrationEffect, migrate } from './migrations.ts';
import { isAsRendered, planFileUpdate } from './plan-file-update.ts';
import { planScaffold } from './plan-scaffold.ts';
import { foldedPath } from './project-path.ts';
import type { PlannedFile, ScaffoldPlan } from './scaffold-plan.ts';
import { readProjectFile } from './standing-file.ts';
import { baseBytes, readBase, type TemplateBase } from './template-base.ts';
import { recordText, type TemplateRecord } from './template-record.ts';
import { compareVersions } from './template-version.ts';
import type { FileUpdate, UpdatePlan } from './update-plan.ts';

export interface UpdateSubject {
  /** Absolute, without links. */
  readonly root: string;
  readonly record: TemplateRecord;
  readonly template: LoadedTemplate;
  /** Go before the stored ones. */
  readonly answers?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares what was rendered, what stands in the project, and what the template has now. Nothing is written.
 * @throws UsageError TEMPLATE_OLDER, OTHER_TEMPLATE, INVALID_PARAMETERS · DefinitionError INVALID_TEMPLATE.
 */
export async function planUpdate({ root, record, template, answers = {}, signal }: UpdateSubject): Promise<UpdatePlan> {
  const { definition, origin } = template;
  refuseUnfit(record, template);
  const effect = migrate(definition.migrations, { from: record.version, to: definition.version }, record.answers);
  const asked = new Set(definition.questions.map(({ name }) => name));
  const stored = Object.entries(effect.answers).filter(([name]) => asked.has(name));
  const plan = planScaffold(template, {
    project: record.project,
    answers: { ...Object.fromEntries(stored), ...answers },
  });
  const base = await readBase(root, record.files);
  const files: FileUpdate[] = [];
  const vacated = new Set<string>();
  const labels = labelsOf(record, template);
  for (const pair of pairs(record, plan, effect)) {
    signal?.throwIfAborted();
    const isVacated = vacated.has(pair.path);
    const file = await planFileUpdate({ root, ...pair, isVacated, base: baseOf(base, pair), labels, signal });
    if ((file.kind === 'replaced' || file.kind === 'merged') && file.renamedFrom !== undefined)
      vacated.add(file.renamedFrom);
    files.push(file);
  }
  const after: TemplateRecord = {
    template: definition.name,
    ...origin,
    version: definition.version,
    project: record.project,
    answers: plan.answers,
    files: new Map(plan.files.map(({ path, bytes }) => [path, sha256(bytes)])),
    directories: plan.directories,
  };
  return {
    root,
    template: definition.name,
    source: origin.source,
    from: record.version,
    to: definition.version,
    migrations: effect.applied,
    files: files.sort((one, other) => (one.path < other.path ? -1 : 1)),
    folders: await missingFolders(root, plan, record),
    requiredModules: definition.requiredModules,
    droppedAnswers: Object.keys(effect.answers).filter((name) => !asked.has(name)),
    record: after,
    base: baseBytes(plan.files),
    isRecordChanged: recordText(after) !== recordText(record),
  };
}

function refuseUnfit(record: TemplateRecord, { definition, origin }: LoadedTemplate): void {
  if (definition.name !== record.template) {
    throw new UsageError(
      `the project was made from ${record.template}, and ${origin.source} is the template ${definition.name}`,
      {
        code: 'OTHER_TEMPLATE',
        suggestions: ['A project stays with its template.'],
      },
    );
  }
  if (compareVersions(definition.version, record.version) >= 0) return;
  throw new UsageError(
    `the template ${definition.name} is at ${definition.version} there, which is older than ${record.version}, which the project has`,
    {
      code: 'TEMPLATE_OLDER',
      details: { has: record.version, found: definition.version },
      suggestions: ['Updates go forward: migrations cannot be undone.'],
    },
  );
}

interface Pair {
  readonly path: string;
  readonly renamedFrom: string | undefined;
  readonly recorded: string | undefined;
  readonly theirs: PlannedFile | undefined;
  readonly isGivenUp: boolean;
}

/**
 * What was rendered before with what is now, by where it is now; what moves comes first, since it makes room. Another writing of
 * capitals alone is a move too: for a disk that does not tell them apart it is one file, which is not to be removed.
 */
function pairs(record: TemplateRecord, plan: ScaffoldPlan, { renamed, isGivenUp }: MigrationEffect): readonly Pair[] {
  const now = new Map(plan.files.map((file) => [foldedPath(file.path), file]));
  const claims = new Map<string, string>();
  const claim = (before: string, wanted: string): void => {
    const path = now.get(foldedPath(wanted))?.path;
    if (path !== undefined && !claims.has(path)) claims.set(path, before);
  };
  for (const before of record.files.keys()) if (renamed(before) !== before) claim(before, renamed(before));
  const moved = new Set(claims.values());
  for (const before of record.files.keys()) if (!moved.has(before)) claim(before, before);
  const places = new Map([...claims].map(([path, before]) => [before, path]));
  const known = [...record.files].map(([before, recorded]): Pair => {
    const path = places.get(before);
    const renamedFrom = path === undefined || path === before ? undefined : before;
    const theirs = path === undefined ? undefined : now.get(foldedPath(path));
    return { path: path ?? before, renamedFrom, recorded, theirs, isGivenUp: isGivenUp(before) };
  });
  const added = plan.files
    .filter(({ path }) => !claims.has(path))
    .map(
      (theirs): Pair => ({ path: theirs.path, renamedFrom: undefined, recorded: undefined, theirs, isGivenUp: false }),
    );
  const all = [...known, ...added];
  return [
    ...all.filter(({ renamedFrom }) => renamedFrom !== undefined),
    ...all.filter(({ renamedFrom }) => renamedFrom === undefined),
  ];
}

const baseOf = (base: TemplateBase, { path, renamedFrom }: Pair) =>
  base.ok ? base.files.get(renamedFrom ?? path) : undefined;

const labelsOf = (record: TemplateRecord, { definition }: LoadedTemplate) => ({
  ours: 'yours',
  base: `${record.template}@${record.version}`,
  theirs: `${definition.name}@${definition.version}`,
});

/** Folders that are new in the template; one that was removed by hand stays so. */
async function missingFolders(root: string, plan: ScaffoldPlan, record: TemplateRecord): Promise<readonly string[]> {
  const added = plan.directories.filter((path) => !record.directories.includes(path));
  const found = await Promise.all(
    added.map(async (path) => ({ path, kind: (await readProjectFile(root, path)).kind })),
  );
  return found.filter(({ kind }) => kind === 'absent').map(({ path }) => path);
}

/** Which files of the template somebody has edited, and which are gone. */
export async function changedByHand(
  root: string,
  record: TemplateRecord,
): Promise<{ readonly edited: readonly string[]; readonly missing: readonly string[] }> {
  const edited: string[] = [];
  const missing: string[] = [];
  for (const [path, recorded] of record.files) {
    const found = await readProjectFile(root, path).catch(() => ({ kind: 'link' }) as const);
    if (found.kind === 'absent') missing.push(path);
    else if (found.kind !== 'file' || !isAsRendered(found.bytes, recorded)) edited.push(path);
  }
  return { edited: edited.sort(), missing: missing.sort() };
}
