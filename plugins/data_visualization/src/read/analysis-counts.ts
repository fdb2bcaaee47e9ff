import { refuse } from '../refuse.ts';

/** Members that say most of an analysis, first those that people look at first. */
const preferred = ['by_severity', 'severity', 'counts', 'by_rule', 'by_category', 'by_kind', 'by_type', 'by_language'];
/** Members of a finding by which a list of them is counted. */
const kinds = ['severity', 'level', 'rule', 'category', 'kind', 'type'];

/** Numbers by name, and where in the analysis they were found. */
export interface AnalysisCounts {
  readonly counts: Readonly<Record<string, number>>;
  /** Empty where the analysis itself is these numbers. */
  readonly from: string;
}

/**
 * The numbers in the result of an analysis that can be drawn side by side: those of the member that is named, an object of numbers,
 * a list of findings counted by what they are, or its own members that are numbers.
 * @throws ActionError INVALID_PARAMETERS when there are none.
 */
export function analysisCounts(data: unknown, member?: string): AnalysisCounts {
  if (member !== undefined) return named(data, member);
  const whole = countsIn(data);
  if (whole !== undefined) return { counts: whole, from: '' };
  const inside = isRecord(data) ? countsInside(data) : undefined;
  if (inside !== undefined) return inside;
  return refuse(
    'data',
    'it holds no numbers that can be drawn: neither an object of numbers nor a list of findings is in it',
    'Name the member to draw in member, or use create_bar_chart.',
  );
}

function named(data: unknown, member: string): AnalysisCounts {
  const value = isRecord(data) && Object.hasOwn(data, member) ? data[member] : undefined;
  const counts = countsIn(value);
  if (counts !== undefined) return { counts, from: member };
  return refuse(
    `data.${member}`,
    'it is neither an object of numbers nor a list of findings',
    `Name one of ${isRecord(data) ? Object.keys(data).slice(0, 20).join(', ') : 'its members'}.`,
  );
}

function countsInside(data: Readonly<Record<string, unknown>>): AnalysisCounts | undefined {
  const names = [...preferred, ...Object.keys(data).filter((name) => !preferred.includes(name))];
  const found = names.flatMap((from) => {
    const counts = Object.hasOwn(data, from) ? countsIn(data[from]) : undefined;
    return counts === undefined ? [] : [{ counts, from }];
  });
  // What is all zero says least, and is drawn when there is nothing else.
  const telling = found.find(({ counts }) => Object.values(counts).some((count) => count !== 0)) ?? found[0];
  if (telling !== undefined) return telling;
  const own = Object.entries(data).filter((entry): entry is [string, number] => isNumber(entry[1]));
  return own.length === 0 ? undefined : { counts: Object.fromEntries(own), from: '' };
}

function countsIn(value: unknown): Readonly<Record<string, number>> | undefined {
  if (Array.isArray(value)) return countedFindings(value);
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, number] => isNumber(entry[1]));
  return entries.length > 0 && entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
}

function countedFindings(findings: readonly unknown[]): Readonly<Record<string, number>> | undefined {
  const records = findings.filter(isRecord);
  if (records.length === 0 || records.length < findings.length) return undefined;
  const kind = kinds.find((name) => records.every((record) => typeof record[name] === 'string'));
  if (kind === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const record of records) counts.set(String(record[kind]), (counts.get(String(record[kind])) ?? 0) + 1);
  return Object.fromEntries(counts);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
