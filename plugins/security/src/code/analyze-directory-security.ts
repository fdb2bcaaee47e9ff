import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { folderAt, maxFileBytes, maxFiles, recursive } from '../project/target.ts';
import { maxCodeFindings, unsafeCodeIn } from './audit-code.ts';
import { codeReportSchema } from './code-report.ts';

export const analyzeDirectorySecurity = defineAction({
  title: 'Analyze the security of a folder',
  description: 'As audit_code_security, for a folder alone.',
  input: z.strictObject({
    directory: z.string().min(1).default('.').meta({ description: 'Relative to the workspace or absolute.' }),
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
  examples: [{ title: 'Sources', input: { directory: 'src' } }],
  async run(context, input) {
    const root = await folderAt(context, input.directory, 'use analyze_file_security for files');
    return unsafeCodeIn(
      context,
      { root, file: undefined },
      {
        recursive: input.recursive,
        maxFileBytes: input.max_file_bytes,
        maxFindings: input.max_findings,
        maxFiles: input.max_files,
      },
    );
  },
});
