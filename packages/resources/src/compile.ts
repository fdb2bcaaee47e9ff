import {
  type AccessMode,
  accessModes,
  didYouMean,
  type Problem,
  type ResourceRequest,
  type ResourceType,
  resourceTypes,
} from '@codomyrmex/core';
import { type Account, WHOLE } from './account.ts';
import type { Part, Row } from './need.ts';
import { mustBeNamed } from './resource-definition.ts';
import { converted, inUnits, MAX_AMOUNT, ownUnit, pieces } from './units.ts';

/** What compiling asks of the ledger. */
export interface Catalogue {
  find(id: string): Account | undefined;
  ofType(type: ResourceType): Iterable<Account>;
  ids(): Iterable<string>;
  /** The lock, file, database or semaphore of that name, made when nobody mentioned it before. */
  mention(type: ResourceType, identifier: string): Account | undefined;
}

export type Shapes =
  | { readonly kind: 'shapes'; readonly shapes: ReadonlyMap<string, readonly Part[]> }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Several resources of a type multiply with those of another; more ways than this are not weighed at each grant. */
const MAX_SHAPES = 64;
const MAX_REQUESTS = 64;
const MAX_IDENTIFIER = 200;

/**
 * Checks requests against what there is and finds every way to meet them together, each under a key of its content.
 * @param pathOf where a request is written
 */
export function compileShapes(
  requests: readonly ResourceRequest[],
  pathOf: (at: number) => string,
  catalogue: Catalogue,
): Shapes {
  const report = new Report();
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
  let shapes = new Map<string, readonly Part[]>([['', []]]);
  for (const [at, ways] of options.entries()) {
    const next = new Map<string, readonly Part[]>();
    for (const parts of shapes.values()) {
      for (const way of ways) {
        const together = merged(parts, way);
        if (together.every(({ row, amount }) => amount <= row.ceiling)) next.set(keyOf(together), together);
      }
    }
    const [first] = next.keys();
    if (first === undefined) {
      const message = 'the requests together ask for more than there is';
      report.add('too_much', pathOf(at), message, 'ask for less, or raise the capacity');
    } else if (next.size > MAX_SHAPES) {
      const message = `more than ${MAX_SHAPES} ways to meet the requests`;
      report.add('too_many_choices', pathOf(at), message, 'name the resource with "identifier"');
    }
    if (report.problems.length > 0) return { kind: 'refused', problems: report.problems };
    shapes = next;
  }
  return { kind: 'shapes', shapes };
}

class Report {
  readonly problems: Problem[] = [];

  add(code: string, path: string, message: string, suggestion?: string): void {
    this.problems.push({ code, path, message, suggestion });
  }
}

interface Context {
  readonly catalogue: Catalogue;
  readonly report: Report;
}

/** The ways to meet one request: one for each resource that can. */
function optionsOf(request: ResourceRequest, path: string, context: Context): Part[][] {
  const candidates = candidatesOf(request, path, context);
  const [only] = candidates;
  if (only === undefined) return [];
  if (candidates.length === 1) {
    const parts = partsOf(request, only, { path, report: context.report });
    return parts === undefined ? [] : [parts];
  }
  const options: Part[][] = [];
  const reports = candidates.map((account) => {
    const report = new Report();
    const parts = partsOf(request, account, { path, report });
    if (parts !== undefined) options.push(parts);
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

interface Place {
  readonly path: string;
  readonly report: Report;
}

/** What one resource gives for one request, or `undefined` with the reasons reported. */
function partsOf(request: ResourceRequest, account: Account, place: Place): Part[] | undefined {
  const before = place.report.problems.length;
  const parts: Part[] = [];
  const access = accessOf(request, account, place);
  if (access !== undefined) parts.push(access);
  for (const [unit, amount, path] of amountsOf(request, account, place)) {
    const part = countedPart([unit, amount], account, { path, report: place.report });
    if (part !== undefined) parts.push(part);
  }
  if (account.users !== undefined) parts.push({ row: account.users, amount: 1 });
  if (account.requests !== undefined) parts.push({ row: account.requests, amount: pieces(1) });
  return place.report.problems.length === before ? parts : undefined;
}

function accessOf({ mode, type }: ResourceRequest, { access, definition }: Account, place: Place): Part | undefined {
  if (mode !== undefined && !accessModes.includes(mode)) {
    place.report.add(
      'unknown_mode',
      `${place.path}.mode`,
      `there is no mode "${mode}"`,
      `one of ${accessModes.join(', ')}`,
    );
    return undefined;
  }
  if (access !== undefined) {
    const asked: AccessMode = mode ?? (type === 'lock' ? 'exclusive' : 'read');
    return { row: access, amount: asked === 'read' ? 1 : WHOLE, mode: asked };
  }
  if (mode === 'write' || mode === 'exclusive') {
    const message = `"${definition.id}" is counted, not locked: it has no mode "${mode}"`;
    place.report.add('mode_not_supported', `${place.path}.mode`, message, 'ask for an amount, or for a lock beside it');
  }
  return undefined;
}

/**
 * What the request asks for, by unit, each with its place. A bare number is of the type's own unit, or of the only one;
 * without an amount it is one of that.
 */
function amountsOf(
  { amount, type }: ResourceRequest,
  { access, counted, definition }: Account,
  { path, report }: Place,
): [string, number, string][] {
  if (typeof amount === 'object' && amount !== null && Object.keys(amount).length > 0) {
    return Object.entries(amount).map(([unit, value]) => [unit, value, `${path}.amount.${unit}`]);
  }
  const unit = bareUnit(type, [...counted.keys()]);
  const bare = typeof amount === 'object' ? undefined : amount;
  if (bare !== undefined || counted.has(unit)) return [[unit, bare ?? 1, `${path}.amount`]];
  if (access === undefined) {
    const units = [...counted.keys()].join(', ');
    report.add('amount_missing', path, `"${definition.id}" counts ${units}: say how much of which`, 'add "amount"');
  }
  return [];
}

/** What a number without a unit is counted in. */
function bareUnit(type: ResourceType, units: readonly string[]): string {
  const own = ownUnit[type];
  const [only] = units;
  if (units.length === 1 && only !== undefined) return only;
  if (type !== 'external_api' || units.includes(own)) return own;
  return units.find((unit) => unit.startsWith('requests_per_')) ?? own;
}

function countedPart([unit, amount]: [string, number], account: Account, place: Place): Part | undefined {
  const { definition, counted, access } = account;
  const { id, type } = definition;
  if (typeof amount !== 'number' || !(amount > 0 && amount <= MAX_AMOUNT)) {
    const message = `an amount is a number above 0 and at most ${MAX_AMOUNT}, not ${String(amount)}`;
    place.report.add('invalid_amount', place.path, message);
    return undefined;
  }
  if (access !== undefined && unit === ownUnit[type] && !counted.has(unit)) {
    if (amount === 1) return undefined;
    const message = `"${id}" is held by one writer or shared by readers, not by ${amount}`;
    place.report.add('too_much', place.path, message, 'leave the amount out, or use a semaphore');
    return undefined;
  }
  const [row, value] = measured(unit, amount, counted);
  if (row === undefined) {
    const units = [...counted.keys()];
    const known = units.length === 0 ? 'leave the amount out' : `write ${units.join(' or ')}`;
    place.report.add('unknown_unit', place.path, `"${id}" does not count ${unit}`, didYouMean(unit, units) ?? known);
    return undefined;
  }
  const taken = Math.max(1, pieces(value));
  if (taken > row.ceiling) {
    const most = inUnits(row.ceiling);
    const message = `"${id}" never has ${value} ${row.unit}, only ${most}`;
    place.report.add('too_much', place.path, message, most > 0 ? `ask for at most ${most} ${row.unit}` : undefined);
    return undefined;
  }
  return { row, amount: taken };
}

function measured(unit: string, amount: number, counted: ReadonlyMap<string, Row>): [Row | undefined, number] {
  const exact = counted.get(unit);
  if (exact !== undefined) return [exact, amount];
  for (const [other, row] of counted) {
    const value = converted(amount, unit, other);
    if (value !== undefined) return [row, value];
  }
  return [undefined, amount];
}

/** Both together: amounts of the same row add up, of two accesses the stronger counts, and one grant is one user. */
function merged(parts: readonly Part[], more: readonly Part[]): Part[] {
  const together = new Map(parts.map((part) => [part.row, part]));
  for (const part of more) {
    const known = together.get(part.row);
    if (known === undefined) together.set(part.row, part);
    else if (addsUp(part.row)) together.set(part.row, { row: part.row, amount: known.amount + part.amount });
    else together.set(part.row, part.amount > known.amount ? part : known);
  }
  return [...together.values()];
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
function keyOf(parts: readonly Part[]): string {
  return parts
    .map(({ row, amount, mode }) => `${row.index}:${amount}${mode === undefined ? '' : mode.charAt(0)}`)
    .sort()
    .join(',');
}
