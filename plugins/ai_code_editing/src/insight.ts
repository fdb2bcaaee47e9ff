import * as z from 'zod';

export const insightSchema = z.object({
  severity: z.enum(['high', 'medium', 'low']),
  title: z.string(),
  detail: z.string(),
  recommendation: z.string(),
});
export type Insight = z.output<typeof insightSchema>;
