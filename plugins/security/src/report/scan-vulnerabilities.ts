import { ActionError, defineAction } from '@codomyrmex/core';
import { targetAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { advisoriesPath } from '../dependencies/audit-dependencies.ts';
import { targetPath } from '../project/target.ts';
import { scanTypesParameter, securityScan, securityScanSchema } from './security-scan.ts';

export const scanVulnerabilities = defineAction({
  title: 'Scan for vulnerabilities',
  description:
    'Secrets, unsafe code and vulnerable dependencies of a project in one report, counted by severity. What cannot be known is said, as for dependencies without advisories, and is no zero.',
  input: z.strictObject({
    target_path: targetPath,
    scan_types: scanTypesParameter,
    advisories: advisoriesPath,
  }),
  output: securityScanSchema,
  effects: ['fs:read', 'secrets'],
  idempotent: true,
  isolation: 'thread',
  timeout: 1_800,
  examples: [
    { title: 'The workspace', input: {} },
    { title: 'Secrets alone', input: { target_path: 'src', scan_types: ['secrets'] } },
  ],
  async run(context, { target_path, scan_types, advisories }) {
    const target = await targetAt(context.resolve(target_path), target_path);
    if (target.file !== undefined && scan_types.includes('compliance')) {
      throw new ActionError(`"${target_path}" is a file, and compliance is a matter of a whole project`, {
        code: 'NOT_A_FOLDER',
        retryable: false,
        suggestions: ['give the folder of the project, or leave compliance out of scan_types'],
      });
    }
    return securityScan(context, target, { types: scan_types, advisories });
  },
});
