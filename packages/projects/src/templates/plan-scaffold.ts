import { type Problem, UsageError } from '@codomyrmex/core';
import type { ScaffoldedProject } from '../scaffolder.ts';
import { resolveAnswers } from './answers.ts';
import { judge, renderText, type TemplateScope } from './liquid-text.ts';
import type { LoadedTemplate, TemplateFile } from './loaded-template.ts';
import { pathPattern } from './path-pattern.ts';
import { foldedPath, foldersAbove, whyNoPath, whyNoSegment } from './project-path.ts';
import type { PlannedFile, ScaffoldPlan } from './scaffold-plan.ts';
import { invalidTemplate } from './template-definition.ts';

export interface ScaffoldValues {
  readonly project: ScaffoldedProject;
  readonly answers?: Readonly<Record<string, unknown>> | undefined;
}

const MAX_RENDERED_BYTES = 64 * 1024 * 1024;
/** Written by us alone. */
const reserved = new Set([
  '.codomyrmex/project.json',
  '.codomyrmex/template.json',
  '.codomyrmex/template-base.json.gz',
]);

/**
 * Renders a template. Pure: the same template and values always give the same plan.
 * @throws UsageError INVALID_PARAMETERS for answers that cannot be · DefinitionError INVALID_TEMPLATE for a fault of the template;
 * either with all problems, each with its place.
 */
export function planScaffold(template: LoadedTemplate, { project, answers = {} }: ScaffoldValues): ScaffoldPlan {
  const { definition } = template;
  const resolved = resolveAnswers(definition.questions, answers);
  if (!resolved.ok) throw wrongAnswers(definition.name, resolved.problems);
  const { name, version } = definition;
  const scope: TemplateScope = {
    project: { ...project },
    answers: resolved.answers,
    template: { name, version },
  };
  const planning = new Planning(template, scope);
  const files = planning.files();
  const directories = planning.directories();
  planning.lookForUnmeant();
  planning.lookForClashes(files, directories);
  if (planning.problems.length > 0) throw invalidTemplate(template.file, planning.problems);
  return { files, directories, answers: resolved.answers };
}

/** Of answers to a template's questions. */
const wrongAnswers = (template: string, problems: readonly Problem[]): UsageError =>
  new UsageError(`the template ${template} cannot be used with these answers`, {
    code: 'INVALID_PARAMETERS',
    details: { template, problems },
    suggestions: [`codomyrmex template show ${template} tells what it asks.`],
  });

interface Condition {
  readonly written: string;
  readonly means: (path: string) => boolean;
  readonly holds: boolean;
}

/** Gathers what is wrong while it renders. */
class Planning {
  readonly problems: Problem[] = [];
  readonly #template: LoadedTemplate;
  readonly #scope: TemplateScope;
  readonly #conditions: readonly Condition[];
  readonly #seen: string[] = [];

  constructor(template: LoadedTemplate, scope: TemplateScope) {
    this.#template = template;
    this.#scope = scope;
    this.#conditions = template.definition.conditions.map(({ pattern, expression }) => {
      const judged = judge(expression, scope, template.file);
      if (!judged.ok) this.problems.push(...judged.problems.map((one) => ({ ...one, path: `conditions.${pattern}` })));
      return { written: pattern, means: pathPattern(pattern), holds: judged.ok && judged.holds };
    });
  }

  files(): readonly PlannedFile[] {
    const planned: PlannedFile[] = [];
    let bytes = 0;
    for (const file of this.#template.files) {
      const path = this.#pathOf(file.target, this.#placeOf(file));
      if (path === undefined || !this.#isWanted(path)) continue;
      const made = this.#bytesOf(file);
      if (made === undefined) continue;
      bytes += made.byteLength;
      planned.push({ path, bytes: made, isExecutable: file.isExecutable });
    }
    if (bytes > MAX_RENDERED_BYTES) this.#wrong('too_large', `it renders to more than ${MAX_RENDERED_BYTES} bytes`);
    return planned.sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  directories(): readonly string[] {
    const made = this.#template.definition.directoryStructure
      .map((folder) => this.#pathOf(folder, this.#template.file))
      .filter((folder) => folder !== undefined && this.#isWanted(folder));
    return [...new Set(made.filter((folder) => folder !== undefined))].sort();
  }

  /** A condition that means nothing is a mistake in writing: the file it was for would always be there. */
  lookForUnmeant(): void {
    for (const { written, means } of this.#conditions) {
      if (this.#seen.some((path) => means(path))) continue;
      this.#wrong(
        'unused_condition',
        `the template writes nothing that ${JSON.stringify(written)} means`,
        `conditions.${written}`,
      );
    }
  }

  /** What cannot stand beside each other, on some file system. */
  lookForClashes(files: readonly PlannedFile[], directories: readonly string[]): void {
    const taken = new Map<string, string>();
    for (const { path } of files) {
      const other = taken.get(foldedPath(path));
      if (other !== undefined)
        this.#wrong(
          'same_path',
          `two of its files go to ${path}${other === path ? '' : `, or differ in letters alone: ${other}`}`,
        );
      taken.set(foldedPath(path), path);
    }
    const folders = [
      ...files.flatMap(({ path }) => foldersAbove(path)),
      ...directories.flatMap((path) => [...foldersAbove(path), path]),
    ];
    for (const folder of new Set(folders)) {
      const file = taken.get(foldedPath(folder));
      if (file !== undefined) this.#wrong('same_path', `${file} is a file, and ${folder} a folder`);
    }
  }

  #isWanted(path: string): boolean {
    this.#seen.push(path);
    return this.#conditions.every(({ means, holds }) => holds || !means(path));
  }

  #bytesOf(file: TemplateFile): Uint8Array | undefined {
    if (!file.isRendered) return file.bytes;
    const text = decoded(file.bytes);
    if (text === undefined)
      return this.#wrong('no_text', 'it is no UTF-8 text, and cannot be rendered', '', this.#placeOf(file));
    const rendered = renderText(text, this.#scope, this.#placeOf(file));
    if (rendered.ok) return Buffer.from(rendered.text);
    this.problems.push(...rendered.problems);
    return undefined;
  }

  /** Every segment is rendered by itself, so that none of them can become several. */
  #pathOf(target: string, file: string): string | undefined {
    const segments: string[] = [];
    for (const segment of target.split('/')) {
      const rendered = segment.includes('{')
        ? renderText(segment, this.#scope, file)
        : ({ ok: true, text: segment } as const);
      if (!rendered.ok) {
        this.problems.push(
          ...rendered.problems.map(({ line: _line, column: _column, ...problem }) => ({ ...problem, path: target })),
        );
        return undefined;
      }
      const why = whyNoSegment(rendered.text);
      if (why !== undefined)
        return this.#wrong(
          'unsafe_path',
          `${JSON.stringify(rendered.text)}, of ${target}, is no name in a project: ${why}`,
          target,
          file,
        );
      segments.push(rendered.text);
    }
    const path = segments.join('/');
    const why = whyNoPath(path) ?? (reserved.has(foldedPath(path)) ? 'codomyrmex writes it itself' : undefined);
    return why === undefined
      ? path
      : this.#wrong(
          'unsafe_path',
          `${JSON.stringify(path)} is no path that a template may write: ${why}`,
          target,
          file,
        );
  }

  #placeOf({ place }: TemplateFile): string {
    return `${this.#template.file.replace(/[^/]*$/, '')}${place}`;
  }

  #wrong(code: string, message: string, path = '', file = this.#template.file): undefined {
    this.problems.push({ code, message, path, file });
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8.
    return undefined;
  }
}
