import type { Tone } from '../page/report.ts';

// What the report calls good and bad. The limits are shown in the report beside what they were used for.

/** McCabe's limit: above it a function is hard to test. */
export const COMPLEX = 10;
const VERY_COMPLEX = 30;
const GOOD_SCORE = 8;
const FAIR_SCORE = 5;
const MUCH_DUPLICATION = 10;
const SOME_DUPLICATION = 3;

export function toneOfScore(score: number): Tone {
  if (score >= GOOD_SCORE) return 'good';
  return score >= FAIR_SCORE ? 'attention' : 'bad';
}

export function toneOfFindings(errors: number, findings: number): Tone {
  if (errors > 0) return 'bad';
  return findings > 0 ? 'attention' : 'good';
}

export function toneOfComplexity(highest: number): Tone {
  if (highest > VERY_COMPLEX) return 'bad';
  return highest > COMPLEX ? 'attention' : 'good';
}

export function toneOfDuplication(percentage: number): Tone {
  if (percentage > MUCH_DUPLICATION) return 'bad';
  return percentage > SOME_DUPLICATION ? 'attention' : 'good';
}

export const toneOfCycles = (count: number): Tone => (count > 0 ? 'attention' : 'good');
export const toneOfSecrets = (count: number): Tone => (count > 0 ? 'bad' : 'good');

export const limitsText = `Marks: a score from ${GOOD_SCORE} is good and below ${FAIR_SCORE} bad; functions need attention above a cyclomatic complexity of ${COMPLEX} and are bad above ${VERY_COMPLEX}; duplicated lines need attention above ${SOME_DUPLICATION}% and are bad above ${MUCH_DUPLICATION}%; any error, any possible secret is bad, any import cycle needs attention.`;
