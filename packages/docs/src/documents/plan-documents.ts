import { didYouMean } from '@codomyrmex/core';
import { agentsSections, readmeSections } from '../configuration/docs-configuration.ts';
import { fillRegions, hasRegions } from '../markdown/fill-regions.ts';
import { inline } from '../markdown/inline.ts';
import { endMark, findRegions, type Region, startMark } from '../markdown/regions.ts';
import { decodeText, lineEndOf, placeAt, type SourceText, withLineEnd } from '../markdown/source-text.ts';
import { enabled, isRegionId, regionContent, regionIds } from '../sections/region-content.ts';
import type { Untold } from '../sections/section.ts';
import { packagesIn, type Subject } from '../sections/subject.ts';
import { withPlanned } from '../tree/overlay.ts';
import { folderOf, upward } from '../tree/paths.ts';
import { aliasDocuments } from './aliases.ts';
import { documentText, wholeRegion } from './built-in-templates.ts';
import { isDocument, type ProjectDocument } from './document.ts';
import { documentSet } from './document-set.ts';
import { type CustomTemplate, findTemplate } from './find-template.ts';
import { fillPlaceholders } from './placeholders.ts';
import type { DocumentPlan, DocumentProblem, PlannedDocument } from './plan.ts';
import type { PlanRequest } from './plan-request.ts';
import { templateValues } from './template-values.ts';

/** The region that holds the whole text of a template without regions of its own. */
const WHOLE = 'document';

/** What every document of a project should be, by its facts; nothing is written. */
export async function planDocuments(request: PlanRequest): Promise<DocumentPlan> {
  const { tree, facts, configuration } = request;
  const set = documentSet(tree, facts, configuration);
  const planned = withPlanned(tree, [...set.map(({ path }) => path), ...Object.keys(configuration.aliases)]);
  return new Planning({ ...request, tree: planned }, set).plan();
}

class Planning {
  readonly #request: PlanRequest;
  readonly #set: ReadonlyMap<string, ProjectDocument>;
  readonly #documents: PlannedDocument[] = [];
  readonly #problems: DocumentProblem[] = [];
  readonly #templates = new Map<string, Promise<CustomTemplate | undefined>>();

  constructor(request: PlanRequest, set: readonly ProjectDocument[]) {
    this.#request = request;
    this.#set = new Map(set.map((document) => [document.path, document]));
  }

  async plan(): Promise<DocumentPlan> {
    const { tree, configuration } = this.#request;
    const aliases = new Set(Object.keys(configuration.aliases));
    const existing = new Set(tree.files);
    const paths = new Set([...this.#set.keys(), ...tree.files.filter((path) => /\.(?:md|markdown|mdc)$/i.test(path))]);
    for (const path of [...paths].sort()) {
      if (aliases.has(path)) continue;
      const document = this.#set.get(path);
      if (!existing.has(path) && (await tree.isLink(path))) {
        this.#documents.push({ kind: 'link', path });
        continue;
      }
      const bytes = await tree.bytes(path);
      if (bytes !== undefined) await this.#existing(path, bytes);
      else if (!existing.has(path) && document !== undefined) await this.#create(document);
    }
    const followed = await aliasDocuments(this.#request, { documents: this.#documents, problems: this.#problems });
    return {
      documents: [...this.#documents, ...followed.documents].sort((a, b) => (a.path < b.path ? -1 : 1)),
      problems: [...this.#problems, ...followed.problems],
    };
  }

  async #create(document: ProjectDocument): Promise<void> {
    const text = await this.#textOfNew(document);
    if (text !== undefined) this.#documents.push({ kind: 'create', path: document.path, after: { bom: '', text } });
  }

  /** From a template of its own, whose regions are filled, or as is usual. `undefined` after a complaint. */
  async #textOfNew(document: ProjectDocument): Promise<string | undefined> {
    const custom = await this.#template(document);
    if (custom === undefined) {
      const text = await this.#usualText(document);
      return typeof text === 'string' ? text : documentText(document, this.#title(document), '');
    }
    const text = this.#wrapped(await this.#rendered(document, custom));
    const { regions, problems } = findRegions(text);
    if (problems.length > 0) {
      this.#problems.push(
        ...problems.map((one) => ({ ...one, code: 'DOC_MARKER_BROKEN' as const, file: custom.file })),
      );
      return undefined;
    }
    const contents = await this.#contents(document.path, regions);
    return fillRegions(text, regions, ({ id }) => contents.get(id)).text;
  }

  /** The text of a document that nobody has written on. */
  async #usualText(document: ProjectDocument): Promise<string | Untold> {
    const content = await regionContent(wholeRegion[document.kind], this.#subject(document.path), false);
    return typeof content === 'string' ? documentText(document, this.#title(document), content) : content;
  }

  /** A package is known by its name, another folder by its path. */
  #title({ folder }: ProjectDocument): string {
    const { facts } = this.#request;
    if (folder === '') return inline(facts.identity.name);
    return inline(packagesIn(facts, folder).find(({ name }) => name !== '')?.name ?? folder);
  }

  #wrapped(rendered: string): string {
    const { regions, problems } = findRegions(rendered);
    if (regions.length > 0 || problems.length > 0) return rendered;
    return `${startMark(WHOLE)}\n\n${rendered.trim()}\n\n${endMark(WHOLE)}\n`;
  }

  async #existing(path: string, bytes: Buffer): Promise<void> {
    if (!bytes.includes('codomyrmex:') && !(this.#request.adopt && this.#set.has(path))) {
      if (this.#set.has(path)) this.#documents.push({ kind: 'unmanaged', path });
      return;
    }
    const document = this.#set.get(path);
    if (document !== undefined && (await this.#template(document)) === undefined) {
      // Most documents are as they were made: comparing them is ten times quicker than reading them.
      const text = await this.#usualText(document);
      if (typeof text === 'string' && bytes.equals(Buffer.from(text))) {
        this.#documents.push({ kind: 'unchanged', path, regions: [wholeRegion[document.kind]] });
        return;
      }
    }
    const before = decodeText(bytes);
    if (before === undefined) {
      this.#complain(path, { line: 1, column: 1 }, 'DOC_UNREADABLE', 'this is no UTF-8', 'Save it as UTF-8.');
      return;
    }
    const { regions, problems } = findRegions(before.text);
    for (const { line, column, message, suggestion } of problems) {
      this.#complain(path, { line, column }, 'DOC_MARKER_BROKEN', message, suggestion);
    }
    if (problems.length > 0) return;
    if (regions.length > 0) await this.#update(path, before, regions);
    else if (this.#request.adopt && this.#set.has(path)) await this.#adopt(path, before);
    else if (this.#set.has(path)) this.#documents.push({ kind: 'unmanaged', path });
  }

  async #update(path: string, before: SourceText, regions: readonly Region[]): Promise<void> {
    const contents = await this.#contents(path, regions);
    const { text, changed } = fillRegions(before.text, regions, ({ id }) => contents.get(id));
    if (changed.length === 0) {
      this.#documents.push({ kind: 'unchanged', path, regions: regions.map(({ id }) => id) });
      return;
    }
    if (
      !this.#isReadable(
        path,
        text,
        regions.map(({ id }) => id),
      )
    )
      return;
    const stale = changed.map(({ id, line, column, start, end }) => ({
      id,
      line,
      column,
      isEmpty: before.text.slice(start, end).trim() === '',
    }));
    this.#documents.push({ kind: 'update', path, before, after: { ...before, text }, regions: stale });
  }

  /** Every section that has something to tell, each in a region of its own, at the end of what people wrote. */
  async #adopt(path: string, before: SourceText): Promise<void> {
    const subject = this.#subject(path);
    const ids = /readme\.md$/i.test(path) ? readmeSections.filter((id) => id !== 'about') : agentsSections;
    const end = lineEndOf(before.text);
    const added: string[] = [];
    const told: string[] = [];
    for (const id of enabled(ids, this.#request.configuration)) {
      const content = await regionContent(id, subject, false);
      if (typeof content !== 'string' || content === '') continue;
      told.push(id);
      added.push(`${startMark(id)}\n\n${content}\n\n${endMark(id)}`);
    }
    if (added.length === 0) {
      this.#documents.push({ kind: 'unmanaged', path });
      return;
    }
    const endsLine = before.text === '' || before.text.endsWith('\n');
    const gap = before.text === '' ? '' : endsLine ? end : end + end;
    const text = before.text + gap + withLineEnd(added.join('\n\n'), end) + (endsLine ? end : '');
    if (!this.#isReadable(path, text, told)) return;
    const { line, column } = placeAt(before.text, before.text.length);
    const regions = told.map((id) => ({ id, line, column, isEmpty: true }));
    this.#documents.push({ kind: 'adopt', path, before, after: { ...before, text }, regions });
  }

  /** An open fence or comment above swallows marks: the next run would not find them. */
  #isReadable(path: string, text: string, ids: readonly string[]): boolean {
    if (hasRegions(text, ids)) return true;
    const message = 'marks at the end of this document would not be read as marks';
    this.#complain(
      path,
      placeAt(text, text.length),
      'DOC_MARKER_BROKEN',
      message,
      'Close the fence, comment or HTML above.',
    );
    return false;
  }

  /** What the regions of a document are to hold. A region that nobody can tell is complained of and left alone. */
  async #contents(path: string, regions: readonly Region[]): Promise<ReadonlyMap<string, string>> {
    const subject = this.#subject(path);
    const contents = new Map<string, string>();
    for (const { id, line, column, underHeading } of regions) {
      const content = await this.#content(id, subject, underHeading);
      if (typeof content === 'string') contents.set(id, content);
      else if (content !== undefined) {
        const message = `region "${id}" is told from ${content.missing}, which is not there or not valid`;
        this.#complain(path, { line, column }, 'DOC_SOURCE_MISSING', message, 'Build the package first.');
      } else {
        const known = `Known are ${regionIds.join(', ')}.`;
        const suggestion = didYouMean(id, regionIds) ?? known;
        this.#complain(
          path,
          { line, column },
          'DOC_REGION_UNKNOWN',
          `nobody knows what region "${id}" is to hold`,
          suggestion,
        );
      }
    }
    return contents;
  }

  async #content(id: string, subject: Subject, underHeading: boolean): Promise<string | Untold | undefined> {
    if (isRegionId(id)) return regionContent(id, subject, underHeading);
    const document = this.#set.get(subject.file);
    if (id !== WHOLE || document === undefined) return undefined;
    const custom = await this.#template(document);
    return custom === undefined ? undefined : (await this.#rendered(document, custom)).trim();
  }

  #template(document: ProjectDocument): Promise<CustomTemplate | undefined> {
    const key = `${document.kind} ${document.folder === ''}`;
    const known = this.#templates.get(key);
    if (known !== undefined) return known;
    const found = findTemplate(document, this.#request.facts.identity.template, this.#request.readTemplate);
    this.#templates.set(key, found);
    return found;
  }

  async #rendered(document: ProjectDocument, { file, text }: CustomTemplate): Promise<string> {
    const filled = fillPlaceholders(text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, ''), this.#values(document));
    for (const one of filled.unknown) {
      if (this.#problems.some((problem) => problem.file === file && problem.message.includes(`"${one.name}"`)))
        continue;
      const suggestion = one.suggestion === undefined ? undefined : `did you mean "${one.suggestion}"?`;
      this.#complain(
        file,
        placeAt(text, one.offset),
        'DOC_PLACEHOLDER_UNKNOWN',
        `nothing is known as "${one.name}"`,
        suggestion,
      );
    }
    return filled.text;
  }

  #values(document: ProjectDocument): ReadonlyMap<string, string> {
    const folders = [...this.#set.values()].filter(({ kind, folder }) => kind === 'AGENTS' && folder !== '');
    return templateValues(document, this.#request.facts.identity, {
      folders: folders.map(({ folder }) => folder),
      linksEnabled: true,
    });
  }

  /** A README.md or AGENTS.md is about its folder, any other document about the package that it lies in. */
  #subject(file: string): Subject {
    const { tree, facts, configuration } = this.#request;
    const own = folderOf(file);
    const folder = isDocument(file) ? own : ([...upward(own)].find((one) => packagesIn(facts, one).length > 0) ?? '');
    return { tree, facts, configuration, file, folder, packages: packagesIn(facts, folder) };
  }

  #complain(
    file: string,
    place: { readonly line: number; readonly column: number },
    code: DocumentProblem['code'],
    ...[message, suggestion]: readonly [string, string | undefined]
  ): void {
    this.#problems.push({ code, file, ...place, message, suggestion });
  }
}
