import { join } from 'node:path';
import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { PresetRules } from './preset-rules.ts';
import { maxFileBytes, maxFindings, scanFile, targetAt } from './scan-secrets.ts';
import { SecretLedger, secretReportSchema } from './secret-report.ts';

export const scanFileForSecrets = defineAction({
  title: 'Scan a file for secrets',
  description: 'As scan_secrets, for one file, whether or not git ignores it.',
  input: z.strictObject({
    filepath: z.string().min(1).meta({ description: 'Relative to the workspace or absolute.' }),
    max_file_bytes: maxFileBytes,
    max_findings: maxFindings,
  }),
  output: secretReportSchema,
  effects: ['fs:read', 'secrets'],
  idempotent: true,
  isolation: 'thread',
  timeout: 60,
  async run(context, { filepath, max_file_bytes, max_findings }) {
    const { root, file } = await targetAt(context, filepath);
    if (file === undefined) {
      throw new ActionError(`"${filepath}" is a folder`, {
        code: 'NOT_A_FILE',
        retryable: false,
        suggestions: ['use scan_secrets for folders'],
      });
    }
    const ledger = new SecretLedger(max_findings);
    await scanFile({
      path: join(root, file),
      shown: file,
      preset: new PresetRules(),
      ledger,
      maxBytes: max_file_bytes,
    });
    return ledger.report;
  },
});
