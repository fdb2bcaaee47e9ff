import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { riskLevels, riskOf, riskStep, stepNumber } from './risk.ts';

export const calculateRiskScore = defineAction({
  title: 'Calculate a risk score',
  description:
    'The product of two scales of five steps. 1 to 4 is low, 5 to 9 medium, 10 to 16 high, 17 to 25 critical.',
  input: z.strictObject({
    likelihood: riskStep.meta({
      description: '1 to 5, or a word: very_low, low, medium, high, very_high, unlikely, …',
    }),
    impact: riskStep.meta({ description: '1 to 5, or a word: very_low, low, medium, high, very_high, severe, …' }),
  }),
  output: z.object({
    score: z.int(),
    level: z.enum(riskLevels),
    likelihood: z.int(),
    impact: z.int(),
    max_score: z.literal(25),
  }),
  effects: [],
  idempotent: true,
  examples: [{ title: 'In words', input: { likelihood: 'high', impact: 'medium' } }],
  run(_context, written) {
    const likelihood = stepNumber(written.likelihood);
    const impact = stepNumber(written.impact);
    return { ...riskOf(likelihood, impact), likelihood, impact, max_score: 25 as const };
  },
});
