import type { DocsConfiguration } from '../configuration/docs-configuration.ts';
import type { DocumentPlan, PlannedDocument } from '../documents/plan.ts';
import { matchesAny } from '../facts/folder-pattern.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { commandFindings } from './command-findings.ts';
import type { Finding } from './finding.ts';
import { linkFindings } from './link-findings.ts';
import { pathFindings } from './path-findings.ts';
import { isRunnable, type RunnableBlock } from './run-blocks.ts';
import { CheckScope } from './scope.ts';

export interface CheckedDocuments {
  readonly findings: readonly Finding[];
  /** Documents that were read. */
  readonly documents: number;
  readonly links: number;
  /** Regions that hold nothing yet: the next generation fills them. */
  readonly empty: number;
  /** Blocks that are marked as runnable, in the order of documents. */
  readonly runnable: readonly RunnableBlock[];
}

interface CheckRequest {
  readonly tree: ProjectTree;
  readonly configuration: DocsConfiguration;
  /** What a generation would do now. */
  readonly plan: DocumentPlan;
  readonly signal: AbortSignal | undefined;
}

/** They tell of what was: what they name may be gone. */
const HISTORY =
  /(?:^|\/)(?:changelog|changes|history|releases?|release[-_]notes|news|upgrading|migration|migrating)[^/]*\.(?:md|markdown)$|(?:^|\/)(?:\.changeset|changelogs?|adrs?|decisions|rfcs?)\//i;

/** Holds the documents of a project against what is there; nothing is run and nothing is written. */
export async function checkDocuments({ tree, configuration, plan, signal }: CheckRequest): Promise<CheckedDocuments> {
  const scope = new CheckScope(tree, configuration.check.ignore);
  const findings: Finding[] = [...plan.problems, ...staleFindings(plan, tree)];
  const runnable: RunnableBlock[] = [];
  const { check } = configuration;
  let documents = 0;
  let links = 0;
  for (const file of tree.files) {
    if (!/\.(?:md|markdown)$/i.test(file) || matchesAny(file, check.exclude)) continue;
    signal?.throwIfAborted();
    const outline = await scope.outline(file);
    if (outline === undefined) continue;
    documents += 1;
    links += outline.links.length;
    if (check.links) findings.push(...(await linkFindings(file, outline, scope)));
    const tellsOfNow = !HISTORY.test(file);
    if (check.paths && tellsOfNow) findings.push(...(await pathFindings(file, outline, scope)));
    if (check.commands && tellsOfNow) findings.push(...(await commandFindings(file, outline, scope)));
    runnable.push(...outline.blocks.filter(isRunnable).map((block) => ({ file, block })));
  }
  return { findings: inOrder(findings), documents, links, empty: emptyRegions(plan), runnable };
}

export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}

const emptyRegions = ({ documents }: DocumentPlan): number =>
  documents.flatMap((one) => (one.kind === 'update' ? one.regions.filter(({ isEmpty }) => isEmpty) : [])).length;

const GENERATE = 'codomyrmex docs generate writes it; with --dry-run it shows what would change.';

/** Regions that would be written otherwise. A document is missed only where documents are kept at all. */
function staleFindings({ documents }: DocumentPlan, tree: ProjectTree): Finding[] {
  const isKept =
    tree.has('.codomyrmex/docs.yaml') || documents.some((one) => one.kind === 'unchanged' || one.kind === 'update');
  return documents.flatMap((one) => findingsOf(one, isKept));
}

function findingsOf(one: PlannedDocument, isKept: boolean): Finding[] {
  switch (one.kind) {
    case 'update':
      return one.regions
        .filter(({ isEmpty }) => !isEmpty)
        .map(({ id, line, column }) => ({
          code: 'DOC_STALE',
          file: one.path,
          line,
          column,
          message: `region "${id}" is not what the project says now`,
          suggestion: GENERATE,
        }));
    case 'create': {
      if (!isKept) return [];
      const place = { file: one.path, line: 1, column: 1 };
      return [{ ...place, code: 'DOC_MISSING', message: `${one.path} is not there`, suggestion: GENERATE }];
    }
    case 'adopt':
    case 'unchanged':
    case 'unmanaged':
    case 'link':
      return [];
  }
}
