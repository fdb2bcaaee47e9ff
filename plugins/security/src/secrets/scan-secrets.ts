import { join } from 'node:path';
import { type ActionContext, defineAction } from '@codomyrmex/core';
import { readText, type Target, targetAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { scannedFiles } from '../project/scanned-files.ts';
import { maxFileBytes, maxFiles, recursive, targetPath } from '../project/target.ts';
import { PresetRules } from './preset-rules.ts';
import { scanText } from './scan-text.ts';
import { SecretLedger, type SecretReport, secretReportSchema } from './secret-report.ts';

export const maxSecretFindings = z
  .int()
  .min(1)
  .max(100_000)
  .default(1_000)
  .meta({ description: 'The scan ends there.' });

/** What tools write and nobody reads: long lines of hashes and code. */
const generated = /(?:\.min\.(?:js|mjs|cjs|css)|\.map|\.lock|-lock\.(?:json|yaml)|go\.sum|npm-shrinkwrap\.json)$/;

export const scanSecrets = defineAction({
  title: 'Scan for secrets',
  description:
    'Looks for tokens, keys and passwords in the files of a folder and tells where they stand, masked. Files that git ignores are left out.',
  input: z.strictObject({
    target_path: targetPath,
    recursive,
    max_file_bytes: maxFileBytes,
    max_findings: maxSecretFindings,
    max_files: maxFiles,
  }),
  output: secretReportSchema,
  effects: ['fs:read', 'secrets'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { target_path, max_file_bytes, max_findings, max_files, ...rest }) {
    const target = await targetAt(context.resolve(target_path), target_path);
    const limits = { maxFileBytes: max_file_bytes, maxFindings: max_findings, maxFiles: max_files };
    return secretsIn(context, target, { ...limits, recursive: rest.recursive });
  },
});

export interface SecretScan {
  readonly recursive: boolean;
  readonly maxFileBytes: number;
  readonly maxFindings: number;
  readonly maxFiles: number;
}

/** Looks at a file, or at the files of a folder one after the other. */
export async function secretsIn(context: ActionContext, target: Target, scan: SecretScan): Promise<SecretReport> {
  const ledger = new SecretLedger(scan.maxFindings);
  const preset = new PresetRules();
  const files = scannedFiles(context, target, {
    recursive: scan.recursive,
    maxFiles: scan.maxFiles,
    unwanted: (path) => (generated.test(path) ? 'generated' : undefined),
    skip: (reason) => ledger.skip(reason),
    isFull: () => ledger.isFull,
    cut: () => {
      ledger.truncated = true;
    },
  });
  for await (const path of files) {
    const read = readText(join(target.root, path), scan.maxFileBytes);
    if (read.kind === 'unread') {
      ledger.skip(read.reason);
      continue;
    }
    const { findings, suppressed } = await scanText(read.text, path, preset);
    ledger.add(findings, suppressed);
  }
  return ledger.report;
}
