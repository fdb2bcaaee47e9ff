import * as z from 'zod';

// What the report reads of the outputs of the steps. Members that it does not read are left out; those that other versions
// of a module may lack are optional.

const count = z.number().min(0);
const skippedFiles = {
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })).default([]),
  skipped_by_reason: z.record(z.string(), count).default({}),
};
const place = { file: z.string(), line: count.optional() };

const project = z.object({
  root: z.string().optional(),
  name: z.string(),
  files: count,
  bytes: count.optional(),
  lines: count,
  languages: z.array(z.object({ language: z.string(), files: count, lines: count, share: count })).default([]),
  largest_files: z.array(z.object({ file: z.string(), bytes: count, lines: count.optional() })).default([]),
  manifests: z
    .array(
      z.object({
        file: z.string(),
        kind: z.string(),
        name: z.string().nullish(),
        version: z.string().nullish(),
        license: z.string().nullish(),
        dependencies: count.nullish(),
        dev_dependencies: count.nullish(),
        problem: z.string().nullish(),
      }),
    )
    .default([]),
  licenses: z.array(z.object({ file: z.string(), license: z.string().nullable() })).default([]),
  truncated: z.boolean().default(false),
  skipped: z.record(z.string(), count).default({}),
  skipped_examples: z.array(z.object({ file: z.string(), reason: z.string() })).default([]),
});

const quality = z.object({
  score: z.number().nullish(),
  files_analyzed: count,
  lines: count.optional(),
  issues_count: count,
  errors: count,
  warnings: count,
  by_rule: z.record(z.string(), count).default({}),
  findings: z
    .array(
      z.object({
        ...place,
        column: count.optional(),
        rule: z.string(),
        severity: z.string(),
        message: z.string(),
      }),
    )
    .default([]),
  findings_omitted: count.default(0),
  tools: z.array(z.object({ name: z.string(), version: z.string().nullish() })).default([]),
  ...skippedFiles,
});

const complexity = z.object({
  functions: z
    .array(
      z.object({
        ...place,
        name: z.string(),
        end_line: count.optional(),
        language: z.string().optional(),
        cyclomatic: count,
        parameters: count.optional(),
        lines: count.optional(),
        nesting: count.optional(),
      }),
    )
    .default([]),
  files: z
    .array(z.object({ file: z.string(), functions: count, total: count, max: count, lines: count.optional() }))
    .default([]),
  histogram: z.object({ labels: z.array(z.string()), counts: z.array(count) }).optional(),
  totals: z.record(z.string(), count).default({}),
  average: count.nullish(),
  functions_omitted: count.default(0),
  files_omitted: count.default(0),
  ...skippedFiles,
});

const range = z.object({ file: z.string(), start: count, end: count });

const duplicates = z.object({
  duplicated_lines: count,
  total_lines: count,
  percentage: count,
  clones: z.array(z.object({ lines: count, tokens: count.optional(), a: range, b: range })).default([]),
  clones_count: count.optional(),
  ...skippedFiles,
});

const cycles = z.object({
  modules: count,
  imports: count,
  cycles: z
    .array(
      z.object({
        files: z.array(z.string()),
        length: count.optional(),
        type_only: z.boolean().default(false),
        deferred: z.boolean().default(false),
        group_size: count.optional(),
      }),
    )
    .default([]),
  cycles_count: count.optional().meta({ description: 'Without those that are of types alone.' }),
  unresolved_count: count.default(0),
  ...skippedFiles,
});

const secrets = z.object({
  files_scanned: count,
  findings: z
    .array(
      z.object({
        ...place,
        column: count.optional(),
        rule: z.string(),
        severity: z.string(),
        masked: z.string().optional(),
        fingerprint: z.string().optional(),
        message: z.string().default(''),
      }),
    )
    .default([]),
  findings_count: count,
  by_rule: z.record(z.string(), count).default({}),
  suppressed: z.record(z.string(), count).default({}),
  skipped: z.record(z.string(), count).default({}),
  truncated: z.boolean().default(false),
});

const hotspot = z.object({ file: z.string(), commits: count, complexity: z.number().nullish(), score: count });
const commit = z.union([z.string(), z.object({ hash: z.string(), date: z.string() })]);

const history = z.object({
  commits: count,
  first_commit: commit.nullish(),
  last_commit: commit.nullish(),
  age_days: count.nullish(),
  authors: z
    .array(z.object({ name: z.string(), commits: count, added: count, deleted: count, share: count }))
    .default([]),
  author_count: count.optional(),
  bus_factor: count.optional(),
  churn: z
    .array(
      z.object({
        file: z.string(),
        commits: count,
        added: count,
        deleted: count,
        authors: count,
        last_changed: z.string().nullish(),
        age_days: count.nullish(),
      }),
    )
    .default([]),
  hotspots: z.array(hotspot).default([]),
  by_month: z.array(z.object({ period: z.string(), commits: count, added: count, deleted: count })).default([]),
  shallow: z.boolean().default(false),
  truncated: z.boolean().default(false),
  skipped: z.record(z.string(), count).default({}),
});

const hotspots = z.object({ hotspots: z.array(hotspot).default([]) });

const environment = z.record(z.string(), z.unknown());

/** The areas that a report is made of, by the name of their parameter and step. */
export const areaSchemas = {
  environment,
  project,
  quality,
  complexity,
  duplicates,
  cycles,
  secrets,
  history,
  hotspots,
} as const;

export type AreaName = keyof typeof areaSchemas;
export type AreaValue<Name extends AreaName> = z.output<(typeof areaSchemas)[Name]>;

export const stepSchema = z.object({
  status: z.string(),
  reason: z.string().nullish(),
  execution_time: z.number().min(0).nullish().meta({ description: 'Seconds.' }),
});
export type StepReport = z.output<typeof stepSchema>;
