import * as z from 'zod';

/** Ways in which upstream functions say in what they return that they failed. */
const ways = ['error', 'success', 'status', 'tuple'] as const;
type Way = (typeof ways)[number];

export const failureRule = z
  .union([z.enum(['returned', 'none']), z.array(z.enum(ways)).min(1).max(ways.length)])
  .default('returned')
  .meta({
    description:
      'Which returned data counts as a failure: "returned" for all of error (a text or record under "error"), success ("success" or "ok" is false), status ("status" ends with error, failed or failure) and tuple (a tuple that begins with False); a list of some; or "none".',
  });
export type FailureRule = z.output<typeof failureRule>;

/** `error`, `setup_error`, `FAILED`. */
const failedStatus = /(?:^|[_-])(?:error|failed|failure)$/i;

/** What the returned data says that failed, or `undefined` when it tells of no failure. */
export function returnedFailure(
  rule: FailureRule,
  { result, returned_type }: { readonly result: unknown; readonly returned_type: string },
): string | undefined {
  const asked: readonly Way[] = rule === 'none' ? [] : rule === 'returned' ? ways : rule;
  if (Array.isArray(result)) {
    // A list that begins with false is data; a tuple is how Python returns a verdict with its reasons.
    const isVerdict = asked.includes('tuple') && returned_type === 'tuple' && result.length > 1 && result[0] === false;
    return isVerdict
      ? (textOf(result.slice(1).find((part) => textOf(part) !== undefined)) ?? 'it returned False')
      : undefined;
  }
  if (typeof result !== 'object' || result === null) return undefined;
  const data = new Map<string, unknown>(Object.entries(result));
  const found = asked.find((way) => says(way, data));
  return found === undefined ? undefined : (reasonIn(data) ?? wordOf(found, data));
}

function says(way: Way, data: ReadonlyMap<string, unknown>): boolean {
  switch (way) {
    case 'error': {
      const error = data.get('error');
      return textOf(error) !== undefined || (typeof error === 'object' && error !== null && !isEmpty(error));
    }
    case 'success':
      return data.get('success') === false || data.get('ok') === false;
    case 'status': {
      const status = data.get('status');
      return typeof status === 'string' && failedStatus.test(status);
    }
    case 'tuple':
      return false;
  }
}

const reasonKeys = ['error', 'error_message', 'message', 'reason', 'detail', 'stderr'] as const;

function reasonIn(data: ReadonlyMap<string, unknown>): string | undefined {
  for (const key of reasonKeys) {
    const value = data.get(key);
    const text = textOf(value) ?? (isRecord(value) ? textOf(value.message) : undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

function wordOf(way: Way, data: ReadonlyMap<string, unknown>): string {
  const key = way === 'success' && data.get('success') !== false ? 'ok' : way;
  return `its "${key}" is ${JSON.stringify(data.get(key)).slice(0, 200)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 1_000) : undefined;
