import { existsSync } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isOrchestrationError, UsageError } from '@codomyrmex/core';
import type { Scaffolder, ScaffoldReport, ScaffoldRequest } from '../scaffolder.ts';
import type { TemplateSummary } from '../template-summary.ts';
import { modeOf, sha256 } from './durable-files.ts';
import { changeFolder } from './folder-transaction.ts';
import { definitionOf, namedTemplates } from './named-templates.ts';
import { makeNewFolder } from './new-folder.ts';
import { openTemplate, type TemplatePlaces } from './open-template.ts';
import { planScaffold } from './plan-scaffold.ts';
import { foldedPath, foldersAbove, whyNoPath } from './project-path.ts';
import { repairFolder } from './repair-folder.ts';
import { reasonOf, ScaffoldError } from './scaffold-error.ts';
import type { PlannedFile } from './scaffold-plan.ts';
import { BASE, baseBytes } from './template-base.ts';
import { RECORD, recordText } from './template-record.ts';

/** The tree that a request makes, before it is written. */
export interface ScaffoldPreview {
  readonly files: readonly PlannedFile[];
  readonly directories: readonly string[];
}

/** Knows templates by name, folder, package and commit, and makes trees of them: each whole, or not at all. */
export class TemplateScaffolder implements Scaffolder {
  readonly #places: TemplatePlaces;

  constructor(places: TemplatePlaces = {}) {
    this.#places = places;
  }

  /** Those that have a name and can be used. */
  async list(): Promise<readonly TemplateSummary[]> {
    const named = await namedTemplates(this.#places);
    const read = await Promise.allSettled(named.map(definitionOf));
    return read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
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
    try {
      if (await isEmptyFolder(target)) await changeFolder(await realpath(target), changesFor(tree), request.signal);
      else await makeNewFolder(await realTarget(target), tree, request.signal);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (isOrchestrationError(error)) throw error;
      throw new ScaffoldError(`${target} cannot be made: ${reasonOf(error)}`, {
        cause: error,
        details: { target },
        suggestions: ['Nothing of it was left. Check rights and free space there.'],
      });
    }
    const folders = [
      ...tree.files.flatMap(({ path }) => foldersAbove(path)),
      ...tree.directories.flatMap((path) => [...foldersAbove(path), path]),
    ];
    return {
      written: [...new Set([...tree.files.map(({ path }) => path), ...folders.map((path) => `${path}/`)])].sort(),
    };
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
