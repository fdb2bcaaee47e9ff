import { parserVersion } from '@codomyrmex/syntax-trees';
import * as z from 'zod';
import { oxlintVersion } from './quality/oxlint.ts';
import { version } from './version.ts';

export const toolSchema = z.object({
  name: z.string(),
  version: z.string(),
  files: z.int().min(0).meta({ description: 'How many files it looked at.' }),
});
export type Tool = z.output<typeof toolSchema>;

export const toolVersions = {
  oxlint: oxlintVersion,
  'tree-sitter': parserVersion,
  'codomyrmex-rules': (): string => version,
} as const;
