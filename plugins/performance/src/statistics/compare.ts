import * as z from 'zod';
import { medianRatioInterval } from './bootstrap.ts';
import { mannWhitney } from './mann-whitney.ts';
import { medianOf } from './summary.ts';

export const verdicts = ['improved', 'regressed', 'unchanged', 'undecided'] as const;
export type Verdict = (typeof verdicts)[number];

export const comparisonSchema = z.object({
  verdict: z.enum(verdicts),
  change_percent: z.number().nullable().meta({ description: 'Of the median; null where it was 0.' }),
  interval_percent: z.object({ low: z.number(), high: z.number() }).nullable().meta({
    description: 'Where the change of the median lies with 95 % confidence (bootstrap); null for single values.',
  }),
  p_value: z.number().nullable().meta({ description: 'Mann-Whitney, two-sided; null for single values.' }),
  effect_size: z
    .number()
    .nullable()
    .meta({ description: "Cliff's delta: 1 when every value after is above every one before, -1 when below." }),
  effect: z.enum(['negligible', 'small', 'medium', 'large']).nullable(),
  explanation: z.string(),
});
export type Comparison = z.output<typeof comparisonSchema>;

export interface CompareRules {
  readonly higherIsBetter: boolean;
  /** Per cent of the median below which a change does not matter, however certain it is. */
  readonly thresholdPercent: number;
  /** How likely a difference by chance may be to be believed. */
  readonly significance: number;
}

const CONFIDENCE = 0.95;

/** A change is believed when chance does not explain it, and matters when it is over the threshold. */
export function compare(before: readonly number[], after: readonly number[], rules: CompareRules): Comparison {
  const change = changePercent(medianOf(before), medianOf(after));
  if (before.length === 1 && after.length === 1)
    return compareSingle(change, medianOf(after) - medianOf(before), rules);
  const { pValue, effect, smallestPValue } = mannWhitney(before, after);
  const interval = intervalPercent(before, after);
  const facts = {
    change_percent: change,
    interval_percent: interval,
    p_value: pValue,
    effect_size: effect,
    effect: effectName(Math.abs(effect)),
  };
  if (smallestPValue >= rules.significance) {
    const explanation = `${before.length} and ${after.length} values are too few to tell a change from chance: four and four are the least for a significance of 0.05`;
    return { verdict: 'undecided', ...facts, explanation };
  }
  const shown = `the median changed by ${percent(change)}, p = ${pValue.toPrecision(2)}`;
  if (pValue >= rules.significance)
    return { verdict: 'unchanged', ...facts, explanation: `${shown}: chance explains it` };
  if (change !== null && Math.abs(change) < rules.thresholdPercent) {
    return {
      verdict: 'unchanged',
      ...facts,
      explanation: `${shown}: real, and below the threshold of ${rules.thresholdPercent} %`,
    };
  }
  const isBetter = (change === null ? effect > 0 : change > 0) === rules.higherIsBetter;
  return { verdict: isBetter ? 'improved' : 'regressed', ...facts, explanation: shown };
}

/** One value each says nothing of chance: the threshold alone decides, and it is said. */
function compareSingle(change: number | null, difference: number, rules: CompareRules): Comparison {
  const facts = { change_percent: change, interval_percent: null, p_value: null, effect_size: null, effect: null };
  const explanation = `the value changed by ${percent(change)}; one value each says nothing of chance`;
  const matters = change === null ? difference !== 0 : Math.abs(change) >= rules.thresholdPercent;
  if (!matters) return { verdict: 'unchanged', ...facts, explanation };
  return { verdict: difference > 0 === rules.higherIsBetter ? 'improved' : 'regressed', ...facts, explanation };
}

export function changePercent(before: number, after: number): number | null {
  if (before === 0) return after === 0 ? 0 : null;
  const change = ((after - before) / Math.abs(before)) * 100;
  return Number.isFinite(change) ? change : null;
}

/** A ratio needs values above zero, as times and sizes are. */
function intervalPercent(before: readonly number[], after: readonly number[]): Comparison['interval_percent'] {
  if (before.some((value) => value <= 0) || after.some((value) => value <= 0)) return null;
  const { low, high } = medianRatioInterval(before, after, CONFIDENCE);
  const bounds = { low: (low - 1) * 100, high: (high - 1) * 100 };
  return Number.isFinite(bounds.low) && Number.isFinite(bounds.high) ? bounds : null;
}

/** The usual bounds for Cliff's delta (Romano and others, 2006). */
function effectName(size: number): NonNullable<Comparison['effect']> {
  if (size < 0.147) return 'negligible';
  if (size < 0.33) return 'small';
  return size < 0.474 ? 'medium' : 'large';
}

const percent = (change: number | null): string =>
  change === null ? 'more than can be said in per cent' : `${change >= 0 ? '+' : ''}${change.toFixed(2)} %`;
