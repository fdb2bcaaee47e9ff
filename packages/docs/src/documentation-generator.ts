import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefinitionError, type Problem } from '@codomyrmex/core';
import { checkDocuments, inOrder } from './check/check-documents.ts';
import type { Finding } from './check/finding.ts';
import { runBlocks } from './check/run-blocks.ts';
import { CONFIGURATION, readConfiguration } from './configuration/read-configuration.ts';
import { documentsOfNew, type NewProject, type NewProjectTemplate } from './documents/documents-of-new.ts';
import type { CustomTemplate, ReadTemplate } from './documents/find-template.ts';
import { changedOf, type DocumentPlan, type DocumentProblem, type PlannedDocument } from './documents/plan.ts';
import { planDocuments } from './documents/plan-documents.ts';
import { unifiedDiff } from './documents/unified-diff.ts';
import { writeDocuments } from './documents/write-documents.ts';
import { readFacts } from './facts/project-facts.ts';
import { unreadableManifests } from './facts/unreadable-manifests.ts';
import { openTree } from './tree/open-tree.ts';
import type { ProjectTree } from './tree/project-tree.ts';

export interface GeneratorOptions {
  /** A folder of templates for every project: `README.template.md`, … A project's own go before them. */
  readonly templatesDir?: string;
}

export interface GenerateOptions {
  /** Documents without regions get them at their end. */
  readonly adopt?: boolean;
  /** Says what would be written, with diffs, and writes nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

export interface CheckOptions {
  /** Runs the blocks that are marked as runnable: the project's own code. */
  readonly run?: boolean;
  readonly signal?: AbortSignal;
}

export interface GeneratedDocument {
  /** Relative to the project. */
  readonly path: string;
  readonly action: 'created' | 'updated' | 'adopted' | 'unchanged' | 'unmanaged' | 'link';
  /** Names of the regions that were written. */
  readonly regions: readonly string[];
  /** Of a dry run. */
  readonly diff: string | undefined;
}

export interface GenerateReport {
  /** Of the project: absolute, links followed. */
  readonly path: string;
  readonly dryRun: boolean;
  readonly documents: readonly GeneratedDocument[];
  /** What was left alone, and why. */
  readonly problems: readonly DocumentProblem[];
}

export interface CheckReport {
  readonly path: string;
  readonly findings: readonly Finding[];
  readonly documents: number;
  readonly links: number;
  /** Regions that hold nothing yet. */
  readonly empty: number;
  readonly blocks: { readonly runnable: number; readonly run: number };
}

/** Where projects and the existing system have templates of documents. */
const TEMPLATE_FOLDERS = ['.codomyrmex/templates/doc_templates', 'templates/doc_templates'];

/**
 * The documents of projects: generated from what is there, in marked regions, and checked against it. Nothing of a project is run,
 * but for `check` with `run`.
 */
export class DocumentationGenerator {
  readonly #templatesDir: string | undefined;

  constructor({ templatesDir }: GeneratorOptions = {}) {
    this.#templatesDir = templatesDir;
  }

  /**
   * Writes the documents of the project at `path`: all of them, or none when one cannot be written. What stands outside of regions
   * stays, byte for byte, and a second call changes nothing.
   * @throws DefinitionError INVALID_CONFIGURATION · INVALID_DOCUMENT for broken marks · StorageError DOCUMENTS_NOT_WRITTEN.
   */
  async generate(
    path: string,
    { adopt = false, dryRun = false, signal }: GenerateOptions = {},
  ): Promise<GenerateReport> {
    const { tree, plan } = await this.#plan(path, adopt, signal);
    refuseBroken(plan, tree.root);
    if (!dryRun) await writeDocuments(tree.root, changedOf(plan));
    return {
      path: tree.root,
      dryRun,
      documents: plan.documents.map((one) => view(one, dryRun)),
      problems: plan.problems,
    };
  }

  /** Everything that documents say and that is not so, with places. @throws DefinitionError INVALID_CONFIGURATION. */
  async check(path: string, { run = false, signal }: CheckOptions = {}): Promise<CheckReport> {
    const { tree, configuration, plan } = await this.#plan(path, false, signal);
    const checked = await checkDocuments({ tree, configuration, plan, signal });
    const failed = run ? await runBlocks(tree, checked.runnable, { run: configuration.run, signal }) : [];
    const { documents, links, empty } = checked;
    return {
      path: tree.root,
      findings: inOrder([...checked.findings, ...failed]),
      documents,
      links,
      empty,
      blocks: { runnable: checked.runnable.length, run: run ? checked.runnable.length : 0 },
    };
  }

  /** README.md and AGENTS.md of a project that is being made, and the configuration that names them, by path relative to it. */
  documentsOf(project: NewProject, template: NewProjectTemplate): Promise<ReadonlyMap<string, string>> {
    return documentsOfNew(project, template, (name) => this.#shared(name));
  }

  async #plan(path: string, adopt: boolean, signal: AbortSignal | undefined): Promise<Planned> {
    const tree = await openTree(path, signal);
    const configuration = readConfiguration(await tree.text(CONFIGURATION), join(tree.root, CONFIGURATION));
    const facts = await readFacts(tree);
    const plan = await planDocuments({ tree, facts, configuration, adopt, readTemplate: this.#templatesOf(tree) });
    const problems = [...plan.problems, ...(await unreadableManifests(tree))];
    return { tree, configuration, plan: { ...plan, problems } };
  }

  #templatesOf(tree: ProjectTree): ReadTemplate {
    return async (name) => {
      for (const folder of TEMPLATE_FOLDERS) {
        const file = `${folder}/${name}`;
        const text = await tree.text(file);
        if (text !== undefined) return { file, text };
      }
      return this.#shared(name);
    };
  }

  async #shared(name: string): Promise<CustomTemplate | undefined> {
    if (this.#templatesDir === undefined) return undefined;
    const file = join(this.#templatesDir, name);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : { file, text };
  }
}

interface Planned {
  readonly tree: ProjectTree;
  readonly configuration: ReturnType<typeof readConfiguration>;
  readonly plan: DocumentPlan;
}

const refused = new Set<DocumentProblem['code']>(['DOC_MARKER_BROKEN', 'DOC_UNREADABLE']);

/** A manifest that cannot be read keeps documents that would change; where none would, the rest is told. */
function refuseBroken({ documents, problems }: DocumentPlan, root: string): void {
  const isTold = documents.some(({ kind }) => kind === 'update');
  const broken = problems.filter(({ code }) => refused.has(code) || (isTold && code === 'DOC_MANIFEST_UNREADABLE'));
  if (broken.length === 0) return;
  const told = broken.map((one): Problem => ({ ...one, file: join(root, one.file), path: '' }));
  throw new DefinitionError('nothing was written: what is to be written, or is written of, cannot be read', told, {
    code: 'INVALID_DOCUMENT',
    suggestions: [
      'A region stands between <!-- codomyrmex:start NAME --> and <!-- codomyrmex:end NAME -->, each on a line of its own.',
    ],
  });
}

const actions = { create: 'created', update: 'updated', adopt: 'adopted' } as const;

function view(one: PlannedDocument, dryRun: boolean): GeneratedDocument {
  switch (one.kind) {
    case 'create':
      return {
        path: one.path,
        action: 'created',
        regions: [],
        diff: dryRun ? unifiedDiff(one.path, undefined, one.after.text) : undefined,
      };
    case 'update':
    case 'adopt':
      return {
        path: one.path,
        action: actions[one.kind],
        regions: one.regions.map(({ id }) => id),
        diff: dryRun ? unifiedDiff(one.path, one.before.text, one.after.text) : undefined,
      };
    case 'unchanged':
    case 'unmanaged':
    case 'link':
      return { path: one.path, action: one.kind, regions: [], diff: undefined };
  }
}
