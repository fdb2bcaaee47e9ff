import * as z from 'zod';
import type { Insight } from './insight.ts';

const count = z.number().min(0);
const MAX_FINDINGS = 100_000;

/** As much as is needed of what static_analysis reports; of another tool's report, the same members. */
const qualitySchema = z.object({
  score: z.number().optional(),
  errors: count.optional(),
  warnings: count.optional(),
  code_lines: count.optional(),
  by_rule: z.record(z.string(), count).optional(),
  findings: z
    .array(z.object({ file: z.string(), rule: z.string().optional() }))
    .max(MAX_FINDINGS)
    .optional(),
  findings_omitted: count.optional(),
});
type Quality = z.output<typeof qualitySchema>;

/** A share of all findings in one place from which on it is worth a word. */
const CONCENTRATED = 0.3;
const FEW = 5;
const DENSE_PER_THOUSAND_LINES = 20;

/** What rules see in a report; `undefined` where it is none that they know. The same report gives the same insights. */
export function ruleInsights(report: unknown): readonly Insight[] | undefined {
  const combined = z.object({ quality: qualitySchema }).safeParse(report);
  const single = combined.success ? undefined : qualitySchema.safeParse(report);
  const quality = combined.data?.quality ?? single?.data;
  if (quality === undefined || Object.values(quality).every((value) => value === undefined)) return undefined;
  return rules.flatMap((rule) => rule(quality) ?? []);
}

const rules: readonly ((quality: Quality) => Insight | undefined)[] = [
  errorsFirst,
  denseFindings,
  oneRule,
  oneFile,
  cutList,
];

function errorsFirst({ errors = 0, warnings = 0 }: Quality): Insight | undefined {
  if (errors === 0) return undefined;
  return {
    severity: 'high',
    title: `${errors} ${errors === 1 ? 'error' : 'errors'}`,
    detail: `The analysis reports ${errors} as errors and ${warnings} as warnings.`,
    recommendation: 'Mend the errors before the warnings.',
  };
}

function denseFindings({ errors = 0, warnings = 0, code_lines = 0 }: Quality): Insight | undefined {
  const density = code_lines === 0 ? 0 : ((errors + warnings) * 1_000) / code_lines;
  if (density < DENSE_PER_THOUSAND_LINES) return undefined;
  return {
    severity: 'medium',
    title: `${Math.round(density)} findings in 1,000 lines`,
    detail: `${errors + warnings} errors and warnings in ${code_lines} lines of code; from ${DENSE_PER_THOUSAND_LINES} on that is many.`,
    recommendation: 'Let new findings fail the build first, then work off the old ones.',
  };
}

function oneRule({ by_rule = {} }: Quality): Insight | undefined {
  const most = largest(Object.entries(by_rule));
  if (most === undefined) return undefined;
  return {
    severity: 'low',
    title: `${percent(most.share)} of the findings are of ${most.name}`,
    detail: `${most.count} of ${most.total} findings are of the one rule ${most.name}.`,
    recommendation: 'Mend them in one go, or switch the rule off where it does not fit.',
  };
}

function oneFile({ findings = [] }: Quality): Insight | undefined {
  const files = new Map<string, number>();
  for (const { file } of findings) files.set(file, (files.get(file) ?? 0) + 1);
  const most = files.size < 2 ? undefined : largest([...files]);
  if (most === undefined) return undefined;
  return {
    severity: 'medium',
    title: `${percent(most.share)} of the listed findings are in ${most.name}`,
    detail: `${most.count} of ${most.total} listed findings are in this one of ${files.size} files.`,
    recommendation: 'Begin there.',
  };
}

function cutList({ findings_omitted = 0 }: Quality): Insight | undefined {
  if (findings_omitted === 0) return undefined;
  return {
    severity: 'low',
    title: `${findings_omitted} findings are not listed`,
    detail: 'The list was cut; what is said of files is said of the listed ones.',
    recommendation: 'Raise max_findings of the analysis to see all.',
  };
}

interface Largest {
  readonly name: string;
  readonly count: number;
  readonly total: number;
  readonly share: number;
}

/** The largest of named counts, where it has a share that is worth a word; of equals, the first by name. */
function largest(counts: readonly (readonly [string, number])[]): Largest | undefined {
  const total = counts.reduce((sum, [, one]) => sum + one, 0);
  const [first] = counts.toSorted(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
  if (first === undefined || total < FEW || first[1] / total < CONCENTRATED) return undefined;
  return { name: first[0].slice(0, 200), count: first[1], total, share: first[1] / total };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
