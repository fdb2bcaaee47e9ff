import { basename } from 'node:path';
import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { advisoriesPath } from '../dependencies/audit-dependencies.ts';
import { folderAt } from '../project/target.ts';
import { htmlReport } from './html-report.ts';
import { markdownReport } from './markdown-report.ts';
import { reportDocument } from './report-document.ts';
import { type SecurityScan, scanTypes, securityScan, securityScanSchema } from './security-scan.ts';

const formats = ['json', 'markdown', 'html'] as const;
const endings: Readonly<Record<(typeof formats)[number], string>> = { json: 'json', markdown: 'md', html: 'html' };

export const generateSecurityReport = defineAction({
  title: 'Generate a security report',
  description:
    'Scans a project for secrets, unsafe code and vulnerable dependencies, checks its compliance, and writes what it found as a file among the artifacts.',
  input: z.strictObject({
    target_path: z
      .string()
      .min(1)
      .default('.')
      .meta({ description: 'A folder, relative to the workspace or absolute.' }),
    output_format: z.enum(formats).default('json').meta({ description: 'How the report is written.' }),
    output_path: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Below the artifacts of the step; security-report.json, .md or .html unless given.' }),
    title: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'What stands above the report; "Security of" and the name of the folder unless given.' }),
    scan_types: z
      .array(z.enum(scanTypes))
      .min(1)
      .default([...scanTypes])
      .meta({ description: 'What to look for; all unless given.' }),
    advisories: advisoriesPath,
  }),
  output: z.object({
    path: z.string(),
    format: z.enum(formats),
    bytes: z.int(),
    ...securityScanSchema.pick({ status: true, by_severity: true, findings_count: true, unknown: true, summary: true })
      .shape,
  }),
  effects: ['fs:read', 'fs:write', 'secrets'],
  idempotent: true,
  isolation: 'thread',
  timeout: 1_800,
  examples: [{ title: 'A page', input: { output_format: 'html' } }],
  async run(context, input) {
    const root = await folderAt(context, input.target_path, 'use scan_vulnerabilities for files');
    const scan = await securityScan(
      context,
      { root, file: undefined },
      { types: input.scan_types, advisories: input.advisories },
    );
    const title = input.title ?? `Security of ${basename(root)}`;
    const content = rendered(scan, { format: input.output_format, title, made: new Date(context.now()).toISOString() });
    const path = await context.artifacts.write(
      input.output_path ?? `security-report.${endings[input.output_format]}`,
      content,
    );
    return {
      path,
      format: input.output_format,
      bytes: Buffer.byteLength(content),
      status: scan.status,
      by_severity: scan.by_severity,
      findings_count: scan.findings_count,
      unknown: scan.unknown,
      summary: scan.summary,
    };
  },
});

interface Wanted {
  readonly format: (typeof formats)[number];
  readonly title: string;
  readonly made: string;
}

function rendered(scan: SecurityScan, { format, title, made }: Wanted): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ title, made, ...scan }, undefined, 2)}\n`;
    case 'markdown':
      return markdownReport(reportDocument(scan, title, made));
    case 'html':
      return htmlReport(reportDocument(scan, title, made));
  }
}
