import { basename } from 'node:path';
import { defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { type ExaminedFile, examine } from './consistency/examine.ts';
import { findingSchema } from './consistency/finding.ts';
import { skippedSchema } from './markdown/documents.ts';
import { inert, markdownTable } from './quality/markdown-text.ts';
import { checkSchema, type QualityCheck, qualityChecks } from './quality/quality-checks.ts';

const MAX_LISTED = 200;

const input = z.strictObject({
  project_path: z.string().min(1).default('.').meta({ description: 'Relative to the workspace or absolute.' }),
  output_path: z
    .string()
    .regex(/\.md$/i, 'use a name that ends in .md')
    .max(500)
    .optional()
    .meta({ description: 'Also writes the report to this file below the artifacts of the step.' }),
});

const fileSchema = z.object({
  file: z.string(),
  words: z.int(),
  headings: z.int(),
  code_blocks: z.int(),
  local_links: z.int(),
  findings: z.int(),
});

const output = z.object({
  score: z.int().meta({ description: 'Of 100: the share of the checks that passed.' }),
  checks: z.array(checkSchema),
  files: z.array(fileSchema).meta({ description: `At most ${MAX_LISTED}, those with most findings first.` }),
  files_count: z.int(),
  words: z.int(),
  findings: z.array(findingSchema).meta({ description: `At most ${MAX_LISTED}.` }),
  findings_count: z.int(),
  report: z.string().meta({ description: 'The same as Markdown.' }),
  path: z.string().optional().meta({ description: 'The written file, with output_path.' }),
  skipped: skippedSchema,
});

export const generateQualityReport = defineAction({
  title: 'Generate quality report',
  description:
    'What the documents of a project have and lack: a README that shows how, a licence, links that lead somewhere; as checks, as a score and as Markdown.',
  input,
  output,
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { project_path, output_path }) {
    const root = await folderAt(context.resolve(project_path), project_path);
    const examined = await examine(context, root);
    if (examined.files.length === 0) throw new NotApplicable(`there is no Markdown file in "${project_path}"`);
    const checks = await qualityChecks(root, examined);
    const score = Math.round((checks.filter(({ passed }) => passed).length / checks.length) * 100);
    const files = examined.files
      .toSorted((a, b) => b.findings.length - a.findings.length || (a.file < b.file ? -1 : 1))
      .slice(0, MAX_LISTED);
    const findings = examined.files.flatMap((file) => file.findings);
    const report = reportText({ name: basename(root), score, checks, files, findings: findings.slice(0, MAX_LISTED) });
    const path = output_path === undefined ? undefined : await context.artifacts.write(output_path, report);
    return {
      score,
      checks,
      files: files.map(rowOf),
      files_count: examined.files.length,
      words: examined.files.reduce((sum, file) => sum + file.words, 0),
      findings: findings.slice(0, MAX_LISTED),
      findings_count: findings.length,
      report,
      ...(path !== undefined && { path }),
      skipped: [...examined.skipped],
    };
  },
});

function rowOf({ file, words, headings, code_blocks, links, findings }: ExaminedFile): z.output<typeof fileSchema> {
  return { file, words, headings, code_blocks, local_links: links, findings: findings.length };
}

interface Facts {
  readonly name: string;
  readonly score: number;
  readonly checks: readonly QualityCheck[];
  readonly files: readonly ExaminedFile[];
  readonly findings: readonly z.output<typeof findingSchema>[];
}

function reportText({ name, score, checks, files, findings }: Facts): string {
  return [
    `# Documents of ${inert(name)}`,
    '',
    `${score} of 100: ${checks.filter(({ passed }) => passed).length} of ${checks.length} checks passed.`,
    '',
    ...markdownTable(
      ['check', 'passed', 'because'],
      checks.map(({ name: check, passed, detail }) => [check, passed ? 'yes' : 'no', detail]),
    ),
    '',
    '## Files',
    '',
    ...markdownTable(
      ['file', 'words', 'headings', 'code blocks', 'findings'],
      files.map(({ file, words, headings, code_blocks, findings: own }) => [
        file,
        words,
        headings,
        code_blocks,
        own.length,
      ]),
    ),
    ...(findings.length === 0
      ? []
      : [
          '',
          '## Findings',
          '',
          ...markdownTable(
            ['where', 'rule', 'what'],
            findings.map(({ file, line, rule, message }) => [`${file}:${line}`, rule, message]),
          ),
        ]),
    '',
  ].join('\n');
}
