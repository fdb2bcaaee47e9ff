import * as z from 'zod';
import type { ProjectFacts } from './project-facts.ts';

const checkStatuses = ['pass', 'fail', 'not checked'] as const;

export const standards = ['openssf_scorecard', 'openssf_best_practices', 'owasp_asvs', 'nist_ssdf'] as const;
export type Standard = (typeof standards)[number];

export const checkResultSchema = z.object({
  check: z.string(),
  status: z
    .enum(checkStatuses)
    .meta({ description: 'not checked: it cannot be known from files, or what it needs was not given.' }),
  title: z.string(),
  evidence: z.string().meta({ description: 'What was seen, or why it was not looked at.' }),
  advice: z.string().meta({ description: 'What to do about a failure; empty otherwise.' }),
  maps_to: z.array(z.object({ standard: z.enum(standards), item: z.string() })).meta({
    description: 'Items of standards that the check bears on. A pass is evidence for a part of the item, no more.',
  }),
});
export type CheckResult = z.output<typeof checkResultSchema>;

/** What a check came to. */
export type Outcome =
  | { readonly status: 'pass'; readonly evidence: string }
  | { readonly status: 'fail'; readonly evidence: string; readonly advice: string }
  | { readonly status: 'not checked'; readonly evidence: string };

/** One question to a project, and the items of standards that its answer bears on. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly mapsTo: readonly (readonly [Standard, string])[];
  readonly look: (facts: ProjectFacts) => Outcome;
}
