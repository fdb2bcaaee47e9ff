import { defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { examine } from './consistency/examine.ts';
import { findingSchema, type Rule, rules } from './consistency/finding.ts';
import { skippedSchema } from './markdown/documents.ts';

const input = z.strictObject({
  path: z
    .string()
    .min(1)
    .default('.')
    .meta({ description: 'The folder whose Markdown files are read, relative to the workspace or absolute.' }),
  ignore_rules: z.array(z.enum(rules)).max(rules.length).default([]).meta({ description: 'Rules to leave out.' }),
  max_findings: z.int().min(1).max(10_000).default(500).meta({ description: 'Listed at most; all are counted.' }),
});

const output = z.object({
  consistent: z.boolean().meta({ description: 'No finding is an error: every local link and anchor leads somewhere.' }),
  files: z.int(),
  local_links: z.int().meta({ description: 'Links to files and places, which were checked.' }),
  external_links: z.int().meta({ description: 'Links to the network, which were not.' }),
  errors: z.int(),
  warnings: z.int(),
  by_rule: z.record(z.string(), z.int()),
  findings: z.array(findingSchema),
  findings_left_out: z.int(),
  truncated: z.boolean().meta({ description: 'There are more than 5,000 Markdown files.' }),
  skipped: skippedSchema,
});

export const checkDocumentationConsistency = defineAction({
  title: 'Check documentation consistency',
  description:
    'Reads the Markdown files of a project and tells links and anchors that lead nowhere, paths and scripts that are not there, and headings out of order. Nothing is asked of the network.',
  input,
  output,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { path, ignore_rules, max_findings }) {
    const root = await folderAt(context.resolve(path), path);
    const { files, skipped, truncated } = await examine(context, root);
    if (files.length === 0) throw new NotApplicable(`there is no Markdown file in "${path}"`);
    const ignored = new Set<Rule>(ignore_rules);
    const findings = files.flatMap((file) => file.findings.filter(({ rule }) => !ignored.has(rule)));
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const byRule = new Map<Rule, number>();
    for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    return {
      consistent: errors === 0,
      files: files.length,
      local_links: files.reduce((sum, file) => sum + file.links, 0),
      external_links: files.reduce((sum, file) => sum + file.external_links, 0),
      errors,
      warnings: findings.length - errors,
      by_rule: Object.fromEntries(byRule),
      findings: findings.slice(0, max_findings),
      findings_left_out: Math.max(0, findings.length - max_findings),
      truncated,
      skipped: [...skipped],
    };
  },
});
