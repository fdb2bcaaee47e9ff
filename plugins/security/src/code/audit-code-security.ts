import { defineAction } from '@codomyrmex/core';
import { targetAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { maxFileBytes, maxFiles, recursive, targetPath } from '../project/target.ts';
import { maxCodeFindings, unsafeCodeIn } from './audit-code.ts';
import { codeReportSchema } from './code-report.ts';

export const auditCodeSecurity = defineAction({
  title: 'Audit code for unsafe patterns',
  description:
    'Looks in JavaScript, TypeScript and Python for calls and settings that are unsafe: texts run as code or by a shell, SQL and HTML put together from values, objects made from data, weak cryptography, checks switched off. Reads syntax trees, so that comments and strings are no findings; runs nothing.',
  input: z.strictObject({
    target_path: targetPath,
    recursive,
    max_file_bytes: maxFileBytes,
    max_findings: maxCodeFindings,
    max_files: maxFiles,
  }),
  output: codeReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, input) {
    return unsafeCodeIn(context, await targetAt(context.resolve(input.target_path), input.target_path), {
      recursive: input.recursive,
      maxFileBytes: input.max_file_bytes,
      maxFindings: input.max_findings,
      maxFiles: input.max_files,
    });
  },
});
