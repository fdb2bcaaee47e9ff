import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { type ActionContext, defineAction, NotApplicable } from '@codomyrmex/core';
import * as z from 'zod';
import { type Scan, scan } from '../project/scan.ts';
import { selectionShape } from '../project/selection-input.ts';
import { QualityAnalysis } from '../quality/quality-analysis.ts';
import { sarifLog } from '../sarif/sarif-log.ts';
import { version } from '../version.ts';

export const exportSarif = defineAction({
  title: 'Export findings as SARIF',
  description:
    'Findings of analyze_code_quality as a SARIF 2.1.0 log, the form that code hosts and editors read. Nothing of the project is run.',
  input: z.strictObject({
    ...selectionShape,
    max_findings: z
      .int()
      .min(0)
      .max(25_000)
      .default(5_000)
      .meta({ description: 'Findings written, the gravest first.' }),
    output_path: z
      .string()
      .regex(/^[^\0]*[^/\\\0]\.(?:sarif|json)$/i, 'use a name that ends in .sarif or .json')
      .max(4_096)
      .optional()
      .meta({
        description:
          'Where to write in the workspace; code-quality.sarif among the artifacts of the step unless given.',
      }),
  }),
  output: z.object({
    sarif_path: z.string().meta({ description: 'Absolute path of the log.' }),
    results: z.int().min(0),
    results_omitted: z.int().min(0),
    rules: z.int().min(0),
    errors: z.int().min(0),
    warnings: z.int().min(0),
    infos: z.int().min(0),
    bytes: z.int().min(0),
    summary: z.string(),
  }),
  effects: ['fs:read', 'fs:write', 'exec'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'For a code host', input: { path: '.', output_path: 'reports/quality.sarif' } }],
  async run(context, input) {
    const analysis = new QualityAnalysis(input.max_findings);
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) throw new NotApplicable(`no source files that could be analysed in ${input.path}`);
    const { findings, skipped, ...report } = await analysis.report(context, input.path, scanned);
    const log = sarifLog({ findings, skipped, version, ...base(context, scanned) });
    const text = `${JSON.stringify(log, undefined, 2)}\n`;
    return {
      sarif_path: await write(context, text, input.output_path),
      results: findings.length,
      results_omitted: report.findings_omitted,
      rules: new Set(findings.map(({ rule }) => rule)).size,
      errors: report.errors,
      warnings: report.warnings,
      infos: report.infos,
      bytes: Buffer.byteLength(text),
      summary: `${findings.length} results in SARIF; ${report.summary}`,
    };
  },
});

/** Code hosts want paths from the root of the repository, which is what a workspace is. */
function base({ workspace }: ActionContext, { folder }: Scan): { readonly prefix: string; readonly base: string } {
  const way = relative(realpathSync(workspace), folder).split(sep).join('/');
  if (way === '..' || way.startsWith('../')) return { prefix: '', base: 'The folder that was analysed.' };
  return { prefix: way === '' ? '' : `${way}/`, base: 'The workspace.' };
}

async function write({ fs, artifacts }: ActionContext, text: string, path: string | undefined): Promise<string> {
  if (path === undefined) return artifacts.write('code-quality.sarif', text);
  await fs.write(path, text);
  return fs.locate(path);
}
