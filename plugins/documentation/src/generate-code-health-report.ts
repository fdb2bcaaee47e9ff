import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { stepSchema } from './health/areas.ts';
import { environmentSection } from './health/environment-section.ts';
import {
  complexitySection,
  cyclesSection,
  duplicatesSection,
  qualitySection,
  secretsSection,
} from './health/findings-sections.ts';
import { findingRowSchema, findingsTable } from './health/findings-table.ts';
import { headline } from './health/headline.ts';
import { historySection } from './health/history-section.ts';
import { overviewSection } from './health/overview-section.ts';
import { projectSection } from './health/project-section.ts';
import { type ReadAreas, readAreas } from './health/read-areas.ts';
import { notLookedAtSection, stepsSection } from './health/steps-sections.ts';
import { chartSchema, type Section } from './page/report.ts';
import { outputPathOption, reportFiles, writeReport } from './report-files.ts';

/** Read area by area, so that an output that is not understood does not take the report with it. */
const area = (from: string): z.ZodOptional<z.ZodNullable<z.ZodRecord<z.ZodString, z.ZodUnknown>>> =>
  z
    .record(z.string(), z.unknown())
    .nullable()
    .optional()
    .meta({ description: `The output of ${from}; null when its step gave none.` });

const input = z.strictObject({
  title: z.string().max(500).optional().meta({ description: 'The name of the project unless given.' }),
  output_path: outputPathOption,
  environment: area('environment_setup.check_environment'),
  project: area('system_discovery.discover_project'),
  quality: area('static_analysis.analyze_code_quality'),
  complexity: area('static_analysis.analyze_complexity'),
  duplicates: area('static_analysis.find_duplicates'),
  cycles: area('static_analysis.find_import_cycles'),
  secrets: area('security.scan_secrets'),
  history: area('git_operations.analyze_history'),
  hotspots: area('git_operations.rank_hotspots'),
  charts: z.array(chartSchema.nullable()).max(24).default([]).meta({ description: 'Outputs of data_visualization.' }),
  steps: z
    .record(z.string(), stepSchema)
    .default({})
    .meta({ description: 'Status of each step by its name, and why it has no result.' }),
});
type Input = z.output<typeof input>;

export const generateCodeHealthReport = defineAction({
  title: 'Generate code health report',
  description:
    'Assembles the outputs of the code health steps into one page with cards, charts and tables that lead to file and line, and says what was not looked at and why.',
  input,
  output: z.object({
    ...reportFiles,
    headline: z.string(),
    findings_table: z.array(findingRowSchema).meta({ description: 'One row for each area that was looked at.' }),
  }),
  effects: ['fs:write'],
  idempotent: true,
  timeout: 120,
  examples: [
    {
      title: 'One area, one that was skipped',
      input: {
        cycles: { modules: 12, imports: 30, cycles: [{ files: ['src/a.ts', 'src/b.ts'], length: 2 }] },
        history: null,
        steps: {
          cycles: { status: 'completed' },
          history: { status: 'skipped', reason: 'not applicable: no git repository' },
        },
      },
    },
  ],
  async run(context, parameters) {
    const read = readAreas(parameters, parameters.steps);
    for (const { area: name, reason } of read.absent) context.log.info(`${name} is left out of the report: ${reason}`);
    const title = parameters.title ?? read.areas.project?.name ?? 'Project';
    const findings = findingsTable(read.areas);
    const summary = headline(read);
    const generatedAt = context.now();
    const files = await writeReport(context, {
      name: parameters.output_path,
      report: {
        title,
        kind: 'Code health report',
        subtitle: summary,
        generatedAt,
        sections: sectionsOf(parameters, read, findings),
      },
      data: {
        schema_version: 1,
        kind: 'code_health',
        title,
        generated_at: new Date(generatedAt).toISOString(),
        headline: summary,
        findings_table: findings,
        ...read.areas,
        absent: read.absent,
        charts: parameters.charts.map((chart) => (chart === null ? null : { ...chart, svg: undefined })),
        steps: parameters.steps,
      },
    });
    return { ...files, headline: summary, findings_table: findings };
  },
});

function sectionsOf(
  parameters: Input,
  read: ReadAreas,
  findings: ReturnType<typeof findingsTable>,
): readonly Section[] {
  const { areas } = read;
  const charts = parameters.charts.filter((chart) => chart !== null);
  return [
    overviewSection({ read, findings, charts }),
    areas.secrets && secretsSection(areas.secrets),
    areas.quality && qualitySection(areas.quality),
    areas.complexity && complexitySection(areas.complexity),
    areas.cycles && cyclesSection(areas.cycles),
    areas.duplicates && duplicatesSection(areas.duplicates),
    historySection(areas),
    areas.project && projectSection(areas.project),
    areas.environment && environmentSection(areas.environment),
    notLookedAtSection(read),
    stepsSection(parameters.steps),
  ].filter((section) => section !== undefined);
}
