import { didYouMean, type Problem, type ResourceRequest, type ResourceType, resourceTypes } from '@codomyrmex/core';
import type { Account } from './account.ts';
import type { Part, Row } from './need.ts';
import { ProblemReport } from './problem-report.ts';
import { partsOf } from './request-parts.ts';
import { mustBeNamed } from './resource-definition.ts';

/** What compiling asks of the ledger. */
export interface Catalogue {
  find(id: string): Account | undefined;
  ofType(type: ResourceType): Iterable<Account>;
  ids(): Iterable<string>;
  /** The lock, file, database or semaphore of that name, made when nobody mentioned it before and there is room. */
  mention(type: ResourceType, identifier: string): Account | 'no room' | undefined;
}

/** One way to meet the requests. */
export interface CompiledShape {
  readonly parts: readonly Part[];
  /** For each request, which resource serves it. */
  readonly serves: readonly string[];
  readonly pass: string | undefined;
}

export type Shapes =
  | { readonly kind: 'shapes'; readonly shapes: ReadonlyMap<string, CompiledShape> }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Several resources of a type multiply with those of another; more ways than this are not weighed at each grant. */
const MAX_SHAPES = 64;
const MAX_REQUESTS = 64;
const MAX_IDENTIFIER = 200;

/**
 * Checks requests against what there is and finds every way to meet them together, each under a key of its content.
 * @param pathOf where a request is written
 * @param user who asks: what is reserved for somebody is granted to nobody else
 */
export function compileShapes(
  requests: readonly ResourceRequest[],
  pathOf: (at: number) => string,
  catalogue: Catalogue,
  user?: string,
): Shapes {
  const report = new ProblemReport();
  if (requests.length > MAX_REQUESTS) {
    report.add(
      'too_many_requests',
      pathOf(MAX_REQUESTS),
      `at most ${MAX_REQUESTS} requests are granted together, not ${requests.length}`,
    );
    return { kind: 'refused', problems: report.problems };
  }
  const options = requests.map((request, at) => optionsOf(request, pathOf(at), { catalogue, report }));
  if (report.problems.length > 0) return { kind: 'refused', problems: report.problems };
  const shapes = shapesOf(options, { pathOf, report, user });
  if (report.problems.length > 0) return { kind: 'refused', problems: report.problems };
  return { kind: 'shapes', shapes };
}

interface Combining {
  readonly pathOf: (at: number) => string;
  readonly report: ProblemReport;
  readonly user: string | undefined;
}

/** Every way to meet all requests; none, and the report says why, where there is none or there are too many. */
function shapesOf(options: readonly (readonly Way[])[], combining: Combining): ReadonlyMap<string, CompiledShape> {
  if (options.every((ways) => ways.length === 1)) return onlyShape(options, combining);
  let shapes = new Map<string, CompiledShape>([['', { parts: [], serves: [], pass: undefined }]]);
  for (const [at, ways] of options.entries()) {
    shapes = combined(shapes.values(), ways, combining.user);
    if (shapes.size === 0) reportTooMuch(at, combining);
    if (shapes.size > MAX_SHAPES) {
      const message = `more than ${MAX_SHAPES} ways to meet the requests`;
      combining.report.add('too_many_choices', combining.pathOf(at), message, 'name the resource with "identifier"');
    }
    if (combining.report.problems.length > 0) return shapes;
  }
  return shapes;
}

/** Where each request can be met in one way, as those for slots can, which every run makes: nothing is combined. */
function onlyShape(options: readonly (readonly Way[])[], combining: Combining): ReadonlyMap<string, CompiledShape> {
  const together = new Map<Row, Part>();
  const serves: string[] = [];
  let pass: string | undefined;
  for (let at = 0; at < options.length; at++) {
    for (const { account, parts } of options[at] ?? []) {
      for (const part of parts) {
        const merged = mergedPart(together.get(part.row), part);
        together.set(part.row, merged);
        if (merged.amount <= merged.row.ceiling) continue;
        reportTooMuch(at, combining);
        return new Map();
      }
      serves.push(account.definition.id);
      if (account.pass === combining.user) pass ??= combining.user;
    }
  }
  const parts = [...together.values()];
  return new Map([[keyOf(parts, pass), { parts, serves, pass }]]);
}

function reportTooMuch(at: number, { pathOf, report }: Combining): void {
  const message = 'the requests together ask for more than there is';
  report.add('too_much', pathOf(at), message, 'ask for less, or raise the capacity');
}

/** Every shape with every way that goes with it; of those that take the same, one. */
function combined(
  shapes: Iterable<CompiledShape>,
  ways: readonly Way[],
  user: string | undefined,
): Map<string, CompiledShape> {
  const next = new Map<string, CompiledShape>();
  for (const shape of shapes) {
    for (const { account, parts: more } of ways) {
      const parts = merged(shape.parts, more);
      if (parts.some(({ row, amount }) => amount > row.ceiling)) continue;
      const pass = shape.pass ?? (account.pass === user ? user : undefined);
      const key = keyOf(parts, pass);
      if (!next.has(key)) next.set(key, { parts, serves: [...shape.serves, account.definition.id], pass });
    }
  }
  return next;
}

/** What one resource gives for one request. */
interface Way {
  readonly account: Account;
  readonly parts: readonly Part[];
}

interface Context {
  readonly catalogue: Catalogue;
  readonly report: ProblemReport;
}

/** The ways to meet one request: one for each resource that can. */
function optionsOf(request: ResourceRequest, path: string, context: Context): Way[] {
  const candidates = candidatesOf(request, path, context);
  const [only] = candidates;
  if (only === undefined) return [];
  if (candidates.length === 1) {
    const parts = partsOf(request, only, { path, report: context.report });
    return parts === undefined ? [] : [{ account: only, parts }];
  }
  const options: Way[] = [];
  const reports = candidates.map((account) => {
    const report = new ProblemReport();
    const parts = partsOf(request, account, { path, report });
    if (parts !== undefined) options.push({ account, parts });
    return report;
  });
  // One that can serve is enough; if none can, why the first cannot stands for all of them.
  if (options.length === 0) context.report.problems.push(...(reports[0]?.problems ?? []));
  return options;
}

function candidatesOf(request: ResourceRequest, path: string, { catalogue, report }: Context): Account[] {
  const { type, identifier } = request;
  if (!resourceTypes.includes(type)) {
    const known = `one of ${resourceTypes.join(', ')}`;
    report.add(
      'unknown_type',
      `${path}.type`,
      `there is no resource type "${type}"`,
      didYouMean(String(type), resourceTypes) ?? known,
    );
    return [];
  }
  if (identifier === undefined) {
    if (mustBeNamed(type)) {
      report.add('identifier_missing', path, `a request for a ${type} has to say which`, 'add "identifier"');
      return [];
    }
    const all = [...catalogue.ofType(type)];
    if (all.length === 0) {
      report.add('unknown_resource', path, `there is no ${type} here`, `declare a resource of type ${type}`);
    }
    return all;
  }
  if (typeof identifier !== 'string' || identifier === '' || identifier.length > MAX_IDENTIFIER) {
    const message = `an identifier has 1 to ${MAX_IDENTIFIER} characters`;
    report.add('invalid_identifier', `${path}.identifier`, message);
    return [];
  }
  const account = catalogue.find(identifier);
  if (account?.definition.type === type) return [account];
  const mentioned = catalogue.mention(type, identifier);
  if (mentioned === 'no room') {
    const message = `there are too many resources already for a ${type} "${identifier}"`;
    report.add('too_many_resources', `${path}.identifier`, message, 'remove resources that are over');
    return [];
  }
  if (mentioned !== undefined) return [mentioned];
  if (account === undefined) {
    const suggestion = didYouMean(identifier, catalogue.ids()) ?? `declare a resource of type ${type} with this id`;
    report.add('unknown_resource', `${path}.identifier`, `there is no ${type} "${identifier}"`, suggestion);
  } else {
    const of = account.definition.type;
    report.add('wrong_type', `${path}.identifier`, `"${identifier}" is a ${of}, not a ${type}`, `write type: ${of}`);
  }
  return [];
}

/** Both together: amounts of the same row add up, of two accesses the stronger counts, and one grant is one user. */
function merged(parts: readonly Part[], more: readonly Part[]): Part[] {
  const together = new Map(parts.map((part) => [part.row, part]));
  for (const part of more) together.set(part.row, mergedPart(together.get(part.row), part));
  return [...together.values()];
}

function mergedPart(known: Part | undefined, part: Part): Part {
  if (known === undefined) return part;
  if (addsUp(part.row)) return { row: part.row, amount: known.amount + part.amount };
  return part.amount > known.amount ? part : known;
}

function addsUp({ kind }: Row): boolean {
  switch (kind) {
    case 'counted':
    case 'rate':
      return true;
    case 'access':
    case 'users':
    case 'requests':
      return false;
  }
}

/** Rows are numbered, so the key depends on what is taken and not on how it was written. */
function keyOf(parts: readonly Part[], pass: string | undefined): string {
  const keys: string[] = [];
  let isSorted = true;
  for (const { row, amount, mode } of parts) {
    const key = `${row.index}:${amount}${mode?.charAt(0) ?? ''}`;
    isSorted &&= (keys.at(-1) ?? '') <= key;
    keys.push(key);
  }
  const key = (isSorted ? keys : keys.sort()).join(',');
  return pass === undefined ? key : `${key}@${pass}`;
}
