import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { fileAt, maxFileBytes } from '../project/target.ts';
import { maxCodeFindings, unsafeCodeIn } from './audit-code.ts';
import { grammarOf } from './code-language.ts';
import { codeReportSchema } from './code-report.ts';

export const analyzeFileSecurity = defineAction({
  title: 'Analyze the security of a file',
  description: 'As audit_code_security, for one file, whether or not git ignores it.',
  input: z.strictObject({
    filepath: z.string().min(1).meta({ description: 'Relative to the workspace or absolute.' }),
    max_file_bytes: maxFileBytes,
    max_findings: maxCodeFindings,
  }),
  output: codeReportSchema,
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 60,
  examples: [{ title: 'A server', input: { filepath: 'src/server.ts' } }],
  async run(context, { filepath, max_file_bytes, max_findings }) {
    const target = await fileAt(context, filepath, 'use analyze_directory_security for folders');
    if (grammarOf(target.file) === undefined) {
      throw new ActionError(`there are no rules for files such as "${target.file}"`, {
        code: 'UNSUPPORTED_LANGUAGE',
        retryable: false,
        suggestions: [
          'give a file of JavaScript (.js .mjs .cjs .jsx), TypeScript (.ts .mts .cts .tsx) or Python (.py)',
        ],
      });
    }
    return unsafeCodeIn(context, target, {
      recursive: false,
      maxFileBytes: max_file_bytes,
      maxFindings: max_findings,
      maxFiles: 1,
    });
  },
});
