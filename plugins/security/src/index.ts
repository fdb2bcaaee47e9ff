/**
 * The `security` module: secrets in files, found and masked.
 * @module @codomyrmex/plugin-security
 */
import { definePlugin } from '@codomyrmex/core';
import { scanFileForSecrets } from './secrets/scan-file-for-secrets.ts';
import { scanSecrets } from './secrets/scan-secrets.ts';

export type { SecretFinding } from './secrets/secret-finding.ts';
export type { SecretReport } from './secrets/secret-report.ts';
export type { Severity } from './severity.ts';

export const security = definePlugin({
  module: 'security',
  version: '0.1.0',
  description: 'Finds secrets in files and tells where they stand, without telling them.',
  entry: import.meta.url,
  actions: { scan_secrets: scanSecrets, scan_file_for_secrets: scanFileForSecrets },
  aliases: { scan_directory_for_secrets: 'scan_secrets' },
});

export default security;
