import { existsSync } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isOrchestrationError, NotFoundError, UsageError } from '@codomyrmex/core';
import type { Scaffolder, ScaffoldReport, ScaffoldRequest } from '../scaffolder.ts';
import type { TemplateSummary } from '../template-summary.ts';
import { modeOf, sha256 } from './durable-files.ts';
import { changeFolder } from './folder-transaction.ts';
import type { LoadedTemplate } from './loaded-template.ts';
import { definitionOf, namedTemplates } from './named-templates.ts';
import { makeNewFolder } from './new-folder.ts';
import { openTemplate, type TemplatePlaces } from './open-template.ts';
import { planScaffold } from './plan-scaffold.ts';
import { changedByHand, planUpdate } from './plan-update.ts';
import type { ProjectDrift } from './project-drift.ts';
import { foldedPath, foldersAbove, whyNoPath } from './project-path.ts';
import { type Repair, repairFolder } from './repair-folder.ts';
import { reasonOf, ScaffoldError } from './scaffold-error.ts';
import type { PlannedFile } from './scaffold-plan.ts';
import { BASE, baseBytes } from './template-base.ts';
import { RECORD, readRecord, recordText } from './template-record.ts';
import { type ConflictStyle, updateChanges } from './update-changes.ts';
import { conflictsOf, type FileConflict, isUpToDate, type UpdatePlan } from './update-plan.ts';
import { openForUpdate, type WantedTemplate } from './update-source.ts';

/** The tree that a request makes, before it is written. */
export interface ScaffoldPreview {
  readonly files: readonly PlannedFile[];
  readonly directories: readonly string[];
}

/** A template that has a name. */
export interface CatalogueEntry {
  readonly name: string;
  /** Whether it comes with this package. */
  readonly isShipped: boolean;
  /** Its description. */
  readonly file: string;
  /** What it says of itself, or why it cannot be used. */
  readonly template: TemplateSummary | Error;
}

/** Knows templates by name, folder, package and commit, and makes trees of them: each whole, or not at all. */
export class TemplateScaffolder implements Scaffolder {
  readonly #places: TemplatePlaces;

  constructor(places: TemplatePlaces = {}) {
    this.#places = places;
  }

  /** Those that have a name and can be used. */
  async list(): Promise<readonly TemplateSummary[]> {
    return (await this.catalogue()).flatMap(({ template }) => (template instanceof Error ? [] : [template]));
  }

  /** Those that have a name, with what is wrong with those that cannot be used. */
  async catalogue(): Promise<readonly CatalogueEntry[]> {
    const named = await namedTemplates(this.#places);
    return Promise.all(
      named.map(async (one) => {
        const { name, isShipped, file } = one;
        const template = await definitionOf(one).catch((error: unknown) =>
          error instanceof Error ? error : new ScaffoldError(reasonOf(error)),
        );
        return { name, isShipped, file, template };
      }),
    );
  }

  /** A template whole, with its files. @throws as `openTemplate`. */
  async open(template: string): Promise<LoadedTemplate> {
    return openTemplate(template, this.#places);
  }

  async describe(template: string): Promise<TemplateSummary> {
    return (await openTemplate(template, this.#places)).definition;
  }

  /** What `scaffold` would write; nothing is touched. @throws the same. */
  async preview(request: ScaffoldRequest): Promise<ScaffoldPreview> {
    const given = givenFiles(request.files);
    if (request.template === undefined) return { files: given, directories: [] };
    const template = await openTemplate(request.template, this.#places, { signal: request.signal });
    const plan = planScaffold(template, request);
    const { definition, origin } = template;
    const record = recordText({
      template: definition.name,
      ...origin,
      version: definition.version,
      project: request.project,
      answers: plan.answers,
      files: new Map(plan.files.map(({ path, bytes }) => [path, sha256(bytes)])),
      directories: plan.directories,
    });
    const taken = new Set(plan.files.map(({ path }) => foldedPath(path)));
    const own = [
      { path: RECORD, bytes: Buffer.from(record), isExecutable: false },
      { path: BASE, bytes: baseBytes(plan.files), isExecutable: false },
    ];
    const files = [...plan.files, ...given.filter(({ path }) => !taken.has(foldedPath(path))), ...own];
    return { files: files.sort((one, other) => (one.path < other.path ? -1 : 1)), directories: plan.directories };
  }

  async scaffold(request: ScaffoldRequest): Promise<ScaffoldReport> {
    const tree = await this.preview(request);
    const target = resolve(request.target);
    const write = async (): Promise<void> => {
      if (await isEmptyFolder(target)) await changeFolder(await realpath(target), changesFor(tree), request.signal);
      else await makeNewFolder(await realTarget(target), tree, request.signal);
    };
    await inOne(target, write, request.signal);
    const folders = [
      ...tree.files.flatMap(({ path }) => foldersAbove(path)),
      ...tree.directories.flatMap((path) => [...foldersAbove(path), path]),
    ];
    return {
      written: [...new Set([...tree.files.map(({ path }) => path), ...folders.map((path) => `${path}/`)])].sort(),
    };
  }

  /**
   * What an update would do; of the project nothing is written, but for undoing what a killed process has left.
   * @throws NotFoundError TEMPLATE_RECORD_NOT_FOUND, TEMPLATE_NOT_FOUND · UsageError INVALID_PARAMETERS, OTHER_TEMPLATE, TEMPLATE_OLDER ·
   * DefinitionError INVALID_TEMPLATE, TEMPLATE_RECORD_UNUSABLE.
   */
  async planUpdate(request: UpdateRequest): Promise<UpdatePlan> {
    const root = await projectRoot(request.project);
    await repairFolder(root);
    const record = await readRecord(root);
    const { signal, answers } = request;
    const template = await openForUpdate(record, request, this.#places, { signal });
    return planUpdate({ root, record, template, answers, signal });
  }

  /**
   * Carries an update out, in one transaction.
   * @param conflicts what becomes of them; `refuse`: nothing is written where there is one
   * @throws UsageError UPDATE_CONFLICTS, CHANGED_MEANWHILE, UPDATE_RUNNING · ScaffoldError when something cannot be written; in all
   * cases the project is as it was.
   */
  async applyUpdate(
    plan: UpdatePlan,
    conflicts: 'refuse' | ConflictStyle,
    signal?: AbortSignal,
  ): Promise<UpdateReport> {
    const found = conflictsOf(plan);
    if (found.length > 0 && conflicts === 'refuse') throw conflicting(found);
    if (isUpToDate(plan)) return { reports: new Map() };
    const { changes, reports } = await updateChanges(plan, conflicts === 'refuse' ? 'rej' : conflicts);
    await inOne(plan.root, () => changeFolder(plan.root, changes, signal), signal);
    return { reports };
  }

  /** How far a project is from its template. @param options `fetch`: whether a newer package may be looked for where it is published. */
  async drift(project: string, { fetch = false, signal }: DriftOptions = {}): Promise<ProjectDrift> {
    const root = await projectRoot(project);
    await repairFolder(root);
    const record = await readRecord(root);
    const { template, source, version } = record;
    const known = { folder: root, template, source, version, ...(await changedByHand(root, record)) };
    const places = fetch ? this.#places : { ...this.#places, fetchPackage: undefined };
    if (source.startsWith('git:'))
      return { ...known, available: version, isBehind: false, conflicts: [], problem: undefined };
    try {
      const found = await openForUpdate(record, {}, places, { signal });
      const plan = await planUpdate({ root, record, template: found, signal });
      const conflicts = conflictsOf(plan).map(({ path, why }) => ({ path, why }));
      return { ...known, available: plan.to, isBehind: !isUpToDate(plan), conflicts, problem: undefined };
    } catch (error) {
      signal?.throwIfAborted();
      return { ...known, available: undefined, isBehind: false, conflicts: [], problem: reasonOf(error) };
    }
  }

  /** Brings a project back to what it was before a change whose process was killed. */
  async repair(project: string): Promise<Repair> {
    return repairFolder(await projectRoot(project));
  }
}

export interface UpdateRequest extends WantedTemplate {
  /** The project's folder. */
  readonly project: string;
  /** Go before the stored ones. */
  readonly answers?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface UpdateReport {
  /** Of conflicts that were reported: the report's path by that of the file. */
  readonly reports: ReadonlyMap<string, string>;
}

export interface DriftOptions {
  readonly fetch?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

const conflicting = (conflicts: readonly FileConflict[]): UsageError =>
  new UsageError(
    `the update meets ${conflicts.length === 1 ? 'a conflict' : `${conflicts.length} conflicts`}, and nothing was changed`,
    {
      code: 'UPDATE_CONFLICTS',
      details: { conflicts: conflicts.map(({ path, why }) => ({ path, why })) },
      suggestions: [
        '--dry-run shows them.',
        '--conflicts=markers writes both sides into the files; --conflicts=rej leaves the files and writes what the template wanted beside them.',
      ],
    },
  );

/** @throws NotFoundError PROJECT_NOT_FOUND. */
async function projectRoot(project: string): Promise<string> {
  const folder = resolve(project);
  if (existsSync(folder)) return realpath(folder);
  throw new NotFoundError(`there is no folder ${folder}`, { code: 'PROJECT_NOT_FOUND', details: { folder } });
}

/** What is neither ours nor the signal's is of the machine. */
async function inOne(folder: string, work: () => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (isOrchestrationError(error)) throw error;
    throw new ScaffoldError(`${folder} cannot be written: ${reasonOf(error)}`, {
      cause: error,
      details: { folder },
      suggestions: ['Everything is as it was. Check rights and free space there.'],
    });
  }
}

function givenFiles(files: ReadonlyMap<string, string> | undefined): readonly PlannedFile[] {
  return [...(files ?? [])].map(([path, text]) => {
    const why = whyNoPath(path);
    if (why === undefined) return { path, bytes: Buffer.from(text), isExecutable: false };
    throw new UsageError(`${JSON.stringify(path)} is no path of a project: ${why}`, {
      code: 'PATH_REFUSED',
      details: { path },
    });
  });
}

/** A project is one from the moment on that it has its project.json, so that comes last. */
function changesFor({ files, directories }: ScaffoldPreview) {
  const isLast = ({ path }: PlannedFile): boolean => path === '.codomyrmex/project.json';
  const ordered = [...files.filter((file) => !isLast(file)), ...files.filter(isLast)];
  return [
    ...directories.map((path) => ({ kind: 'make_folder', path }) as const),
    ...ordered.map(
      ({ path, bytes, isExecutable }) =>
        ({ kind: 'write', path, bytes, mode: modeOf(isExecutable), before: { kind: 'absent' } }) as const,
    ),
  ];
}

/** Whether there is a folder to write into; what a killed process left in it is gone then. */
async function isEmptyFolder(target: string): Promise<boolean> {
  if (!existsSync(target) && (await lstat(target).catch(() => undefined)) === undefined) return false;
  const there = await lstat(target);
  if (there.isSymbolicLink() || !there.isDirectory()) {
    throw new UsageError(`nothing can be made at ${target}: it is a ${there.isSymbolicLink() ? 'link' : 'file'}`, {
      code: 'FOLDER_UNUSABLE',
    });
  }
  await repairFolder(await realpath(target));
  const [first] = await readdir(target);
  if (first === undefined) return true;
  throw new UsageError(`${target} is not empty: it holds ${JSON.stringify(first)}`, {
    code: 'FOLDER_NOT_EMPTY',
    details: { folder: target },
    suggestions: ['Name another folder, or empty this one.'],
  });
}

/** The way to it may have links, which are the user's own; its last part may not. */
async function realTarget(target: string): Promise<string> {
  const above: string[] = [];
  let folder = dirname(target);
  for (; !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder)) above.unshift(basename(folder));
  return join(await realpath(folder), ...above, basename(target));
}
