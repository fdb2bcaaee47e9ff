import * as z from 'zod';

export const riskLevels = ['critical', 'high', 'medium', 'low'] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** Five steps; words that people use for them are read too. */
const steps: Readonly<Record<string, number>> = {
  very_low: 1,
  rare: 1,
  negligible: 1,
  low: 2,
  unlikely: 2,
  minor: 2,
  medium: 3,
  moderate: 3,
  possible: 3,
  high: 4,
  likely: 4,
  major: 4,
  very_high: 5,
  critical: 5,
  severe: 5,
  almost_certain: 5,
};

export const riskStep = z.union([z.int().min(1).max(5), z.enum(Object.keys(steps))]);

export function stepNumber(written: z.output<typeof riskStep>): number {
  return typeof written === 'number' ? written : (steps[written] ?? 1);
}

/** The product of the two steps, 1 to 25. */
export function riskOf(likelihood: number, impact: number): { readonly score: number; readonly level: RiskLevel } {
  const score = likelihood * impact;
  if (score >= 17) return { score, level: 'critical' };
  if (score >= 10) return { score, level: 'high' };
  return { score, level: score >= 5 ? 'medium' : 'low' };
}
