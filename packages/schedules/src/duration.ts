import { UsageError } from '@codomyrmex/core';

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const MAX_MS = 366 * 86_400_000;

/**
 * `30s`, `10m`, `1h30m`, `2d`, `1w` in milliseconds; a bare number is seconds.
 * @throws UsageError INVALID_PARAMETERS for anything else, and for more than 366 days.
 */
export function parseDuration(written: string): number {
  const text = written.trim().toLowerCase();
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : sumOf(text);
  if (milliseconds !== undefined && milliseconds <= MAX_MS) return Math.round(milliseconds);
  throw new UsageError(
    `"${written.slice(0, 100)}" is no duration${milliseconds === undefined ? '' : ' that a schedule can have'}`,
    {
      code: 'INVALID_PARAMETERS',
      suggestions: ['Write 30s, 10m, 1h30m or 2d; at most 366 days.'],
    },
  );
}

function sumOf(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[smhdw]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g))
    sum += Number(amount) * (units[unit] ?? 0);
  return sum;
}
