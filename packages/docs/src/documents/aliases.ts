import { fillRegions } from '../markdown/fill-regions.ts';
import { link } from '../markdown/inline.ts';
import { moveLinks } from '../markdown/move-links.ts';
import { endMark, findRegions, startMark } from '../markdown/regions.ts';
import { decodeText, lineEndOf, placeAt, type SourceText, withLineEnd } from '../markdown/source-text.ts';
import { folderOf, nameOf, relativeTo } from '../tree/paths.ts';
import type { DocumentPlan, DocumentProblem, PlannedDocument } from './plan.ts';
import type { PlanRequest } from './plan-request.ts';

const SOURCE = 'AGENTS.md';
const ID = 'alias';

/**
 * The files that other tools read in the place of AGENTS.md, as the configuration names them: each leads there or has a copy of it, in
 * one region. They are told from the AGENTS.md that is planned, so that they cannot drift apart.
 */
export async function aliasDocuments(request: PlanRequest, plan: DocumentPlan): Promise<DocumentPlan> {
  const documents: PlannedDocument[] = [];
  const problems: DocumentProblem[] = [];
  const source = await sourceText(request, plan);
  for (const [path, how] of Object.entries(request.configuration.aliases)) {
    const content = how === 'include' || source === undefined ? included(path) : copied(source, path);
    const bytes = await request.tree.bytes(path);
    if (await request.tree.isLink(path)) documents.push({ kind: 'link', path });
    else if (bytes === undefined)
      documents.push({ kind: 'create', path, after: { bom: '', text: fresh(path, content) } });
    else {
      const planned = existing({ path, bytes, content, adopt: request.adopt });
      if ('code' in planned) problems.push(planned);
      else documents.push(planned);
    }
  }
  return { documents, problems };
}

async function sourceText({ tree }: PlanRequest, { documents }: DocumentPlan): Promise<string | undefined> {
  const planned = documents.find((one) => one.path === SOURCE);
  if (planned !== undefined && 'after' in planned) return planned.after.text;
  const bytes = await tree.bytes(SOURCE);
  return bytes === undefined ? undefined : decodeText(bytes)?.text;
}

/** Tools that take a file in by this line. */
const importing = new Set(['CLAUDE.md', 'GEMINI.md']);

function included(path: string): string {
  const target = relativeTo(folderOf(path), SOURCE);
  if (importing.has(nameOf(path))) return `@${target}`;
  return `Read ${link(SOURCE, target)} first: it holds everything that coding agents need to know here.`;
}

/** Without its marks, whose names would stand twice. */
function copied(text: string, path: string): string {
  const { regions } = findRegions(text);
  const lines = new Set(regions.flatMap(({ id }) => [startMark(id), endMark(id)]));
  const own = text
    .split(/\r?\n/)
    .filter((line) => !lines.has(line.trim()))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
  return moveLinks(own.trim(), '', folderOf(path));
}

function fresh(path: string, content: string): string {
  // Cursor reads a rule without it only when somebody names the rule.
  const front = path.endsWith('.mdc') ? '---\ndescription: What holds in this project\nalwaysApply: true\n---\n\n' : '';
  return `${front}${startMark(ID)}\n\n${content}\n\n${endMark(ID)}\n`;
}

interface Existing {
  readonly path: string;
  readonly bytes: Buffer;
  readonly content: string;
  readonly adopt: boolean;
}

function existing({ path, bytes, content, adopt }: Existing): PlannedDocument | DocumentProblem {
  const before = decodeText(bytes);
  const at = { file: path, line: 1, column: 1 };
  if (before === undefined)
    return { ...at, code: 'DOC_UNREADABLE', message: 'this is no UTF-8', suggestion: 'Save it as UTF-8.' };
  const { regions, problems } = findRegions(before.text);
  const [problem] = problems;
  if (problem !== undefined) return { ...problem, code: 'DOC_MARKER_BROKEN', file: path };
  const region = regions.find(({ id }) => id === ID);
  if (region === undefined) return adopt ? appended(path, before, content) : { kind: 'unmanaged', path };
  const { text, changed } = fillRegions(before.text, regions, ({ id }) => (id === ID ? content : undefined));
  if (changed.length === 0) return { kind: 'unchanged', path, regions: [ID] };
  const { id, line, column, start, end } = region;
  const isEmpty = before.text.slice(start, end).trim() === '';
  return { kind: 'update', path, before, after: { ...before, text }, regions: [{ id, line, column, isEmpty }] };
}

function appended(path: string, before: SourceText, content: string): PlannedDocument | DocumentProblem {
  const end = lineEndOf(before.text);
  const endsLine = before.text === '' || before.text.endsWith('\n');
  const added = withLineEnd(`${startMark(ID)}\n\n${content}\n\n${endMark(ID)}`, end);
  const text = before.text + (before.text === '' ? '' : endsLine ? end : end + end) + added + (endsLine ? end : '');
  const place = placeAt(before.text, before.text.length);
  if (!findRegions(text).regions.some(({ id }) => id === ID)) {
    const message = 'marks at the end of this document would not be read as marks';
    return {
      ...place,
      code: 'DOC_MARKER_BROKEN',
      file: path,
      message,
      suggestion: 'Close the fence, comment or HTML above.',
    };
  }
  return { kind: 'adopt', path, before, after: { ...before, text }, regions: [{ id: ID, ...place, isEmpty: true }] };
}
