import { type CompareRules, changePercent, compare, type Verdict } from './compare.ts';
import { meanOf, summarize } from './summary.ts';

/** What a measurement is against its baseline, as actions tell it. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly measured: number;
  readonly baseline: number;
  readonly change_percent: number | null;
  readonly z_score: number | null;
  readonly p_value: number | null;
  readonly explanation: string;
}

export interface JudgeRules extends CompareRules {
  readonly sigmas: number;
}

export interface BaselineFigures {
  readonly mean: number;
  readonly stddev: number | undefined;
}

/** A change counts when it is over the threshold and, where a standard deviation is known, over so many of it. */
export function judgeByMean(
  samples: readonly number[],
  { mean, stddev }: BaselineFigures,
  rules: JudgeRules,
): Judgement {
  const measured = meanOf(samples);
  const difference = measured - mean;
  const change = changePercent(mean, measured);
  const zScore = stddev === undefined || stddev === 0 ? null : difference / stddev;
  const isOverThreshold =
    change === null ? difference !== 0 : Math.abs(change) >= rules.thresholdPercent && difference !== 0;
  const isOverNoise = zScore === null || Math.abs(zScore) >= rules.sigmas;
  const facts = { measured, baseline: mean, change_percent: change, z_score: zScore, p_value: null };
  const shown = [
    change === null ? 'the baseline is 0' : `changed by ${change.toFixed(2)} % (threshold ${rules.thresholdPercent} %)`,
    ...(zScore === null ? [] : [`${zScore.toFixed(2)} standard deviations (of ${rules.sigmas})`]),
  ].join(', ');
  if (!isOverThreshold || !isOverNoise) return { verdict: 'unchanged', ...facts, explanation: shown };
  const isBetter = difference > 0 === rules.higherIsBetter;
  return { verdict: isBetter ? 'improved' : 'regressed', ...facts, explanation: shown };
}

/** With all values of the baseline: several are compared with several; one alone can only be held to mean and deviation. */
export function judgeBySamples(samples: readonly number[], baseline: readonly number[], rules: JudgeRules): Judgement {
  const { mean, stddev, count } = summarize(baseline);
  if (samples.length === 1 || count === 1)
    return judgeByMean(samples, { mean, stddev: count > 1 ? stddev : undefined }, rules);
  const comparison = compare(baseline, samples, rules);
  const measured = meanOf(samples);
  return {
    verdict: comparison.verdict,
    measured,
    baseline: mean,
    change_percent: comparison.change_percent,
    z_score: stddev === 0 ? null : (measured - mean) / stddev,
    p_value: comparison.p_value,
    explanation: comparison.explanation,
  };
}
