import { type AccessMode, accessModes, didYouMean, type ResourceRequest, type ResourceType } from '@codomyrmex/core';
import { type Account, WHOLE } from './account.ts';
import type { Part, Row } from './need.ts';
import type { ProblemReport } from './problem-report.ts';
import type { Amounts } from './resource-definition.ts';
import { converted, inUnits, MAX_AMOUNT, ownUnit, pieces } from './units.ts';

interface Place {
  readonly path: string;
  readonly report: ProblemReport;
}

/** What one resource gives for one request, or `undefined` with the reasons reported. */
export function partsOf(request: ResourceRequest, account: Account, place: Place): Part[] | undefined {
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
  if (isByUnit(amount) && Object.keys(amount).length > 0) {
    return Object.entries(amount).map(([unit, value]) => [unit, value, `${path}.amount.${unit}`]);
  }
  const unit = bareUnit(type, [...counted.keys()]);
  const bare = isByUnit(amount) ? undefined : amount;
  if (bare !== undefined || counted.has(unit)) return [[unit, bare === undefined ? 1 : bare, `${path}.amount`]];
  if (access === undefined) {
    const units = [...counted.keys()].join(', ');
    report.add('amount_missing', path, `"${definition.id}" counts ${units}: say how much of which`, 'add "amount"');
  }
  return [];
}

/** Callers without types hand in what is no amount at all: as the number that it is not, it is refused. */
function isByUnit(amount: ResourceRequest['amount']): amount is Amounts {
  return typeof amount === 'object' && amount !== null && !Array.isArray(amount);
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
