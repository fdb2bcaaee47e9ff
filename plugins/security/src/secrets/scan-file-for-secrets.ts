import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { fileAt, maxFileBytes } from '../project/target.ts';
import { maxSecretFindings, secretsIn } from './scan-secrets.ts';
import { secretReportSchema } from './secret-report.ts';

export const scanFileForSecrets = defineAction({
  title: 'Scan a file for secrets',
  description: 'As scan_secrets, for one file, whether or not git ignores it.',
  input: z.strictObject({
    filepath: z.string().min(1).meta({ description: 'Relative to the workspace or absolute.' }),
    max_file_bytes: maxFileBytes,
    max_findings: maxSecretFindings,
  }),
  output: secretReportSchema,
  effects: ['fs:read', 'secrets'],
  idempotent: true,
  isolation: 'thread',
  timeout: 60,
  examples: [{ title: 'A configuration', input: { filepath: 'config/settings.yaml' } }],
  async run(context, { filepath, max_file_bytes, max_findings }) {
    const target = await fileAt(context, filepath, 'use scan_secrets for folders');
    return secretsIn(context, target, {
      recursive: false,
      maxFileBytes: max_file_bytes,
      maxFindings: max_findings,
      maxFiles: 1,
    });
  },
});
