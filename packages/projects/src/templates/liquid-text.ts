import { didYouMean, type Problem } from '@codomyrmex/core';
import { Liquid, type LiquidOptions } from 'liquidjs';
import { expressionLiteral, html, identifier, jsonLiteral, markdown, slug } from './quoting.ts';

/** What a template may use, under these names. */
export interface TemplateScope {
  readonly project: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly template: { readonly name: string; readonly version: string };
}

export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** One render takes below a millisecond; the time is for machines that are busy with something else. */
const limits = { parseLimit: 2e5, renderLimit: 1_000, memoryLimit: 2e6 } as const;

const options: LiquidOptions = {
  ...limits,
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
  relativeReference: false,
  dynamicPartials: false,
  catchAllErrors: true,
  // An empty mapping in place of the file system: there is nothing to include.
  templates: {},
};

const liquid = restricted(new Liquid(options));

/** Renders text once; what comes out is never rendered again. */
export function renderText(text: string, scope: TemplateScope, file: string): Rendered {
  try {
    return { ok: true, text: String(liquid.parseAndRenderSync(text, scope)) };
  } catch (error) {
    return { ok: false, problems: problemsOf(error, scope, file) };
  }
}

export type Judged =
  | { readonly ok: true; readonly holds: boolean }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Evaluates an expression: `answers.database == 'sqlite'`. As in Liquid, all but `false` and nothing is true. */
export function judge(expression: string, scope: TemplateScope, file: string): Judged {
  try {
    if (/%}|{%/.test(expression)) throw new Error('it is one expression, without {% and %}');
    const text: unknown = liquid.parseAndRenderSync(`{% if ${expression} %}true{% endif %}`, scope);
    return { ok: true, holds: text === 'true' };
  } catch (error) {
    const problems = problemsOf(error, scope, file).map(({ line: _line, column: _column, ...problem }) => problem);
    return { ok: false, problems };
  }
}

function restricted(engine: Liquid): Liquid {
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  // What comes of them depends on more than the answers.
  for (const filter of ['sample', 'shuffle']) delete engine.filters[filter];
  engine.registerFilter('json', jsonLiteral);
  engine.registerFilter('yaml', jsonLiteral);
  engine.registerFilter('slug', slug);
  engine.registerFilter('identifier', identifier);
  engine.registerFilter('html', html);
  engine.registerFilter('markdown', markdown);
  engine.registerFilter('expression_literal', expressionLiteral);
  return engine;
}

function problemsOf(error: unknown, scope: TemplateScope, file: string): readonly Problem[] {
  const all: readonly unknown[] =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [error];
  return all.map((one) => problemOf(one, scope, file));
}

function problemOf(error: unknown, scope: TemplateScope, file: string): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const [, unknown] = /undefined variable: ([^,\s]+)/.exec(message) ?? [];
  const suggestion = unknown === undefined ? undefined : didYouMean(unknown, namesOf(scope));
  return {
    code: unknown === undefined ? 'template_text' : 'unknown_variable',
    message: unknown === undefined ? reason(message) : `there is no ${unknown}`,
    path: '',
    file,
    ...positionOf(error),
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** Without the place, which is told apart. */
const reason = (message: string): string =>
  (message.split('\n', 1)[0] ?? '').replace(/(, file:[^,]*)?, line:\d+, col:\d+$/, '');

function positionOf(error: unknown): { readonly line?: number; readonly column?: number } {
  const [, line, column] = /line:(\d+), col:(\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
  return line === undefined ? {} : { line: Number(line), column: Number(column) };
}

const namesOf = (scope: TemplateScope): readonly string[] =>
  Object.entries(scope).flatMap(([part, values]) => Object.keys(values ?? {}).map((name) => `${part}.${name}`));
