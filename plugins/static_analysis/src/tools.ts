import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { oxlintVersion } from './quality/oxlint.ts';
import { version } from './version.ts';

const require = createRequire(import.meta.url);

export const toolSchema = z.object({
  name: z.string(),
  version: z.string(),
  files: z.int().min(0).meta({ description: 'How many files it looked at.' }),
});
export type Tool = z.output<typeof toolSchema>;

export const toolVersions = {
  oxlint: oxlintVersion,
  'tree-sitter': (): string => {
    // The package does not export its package.json.
    const path = join(dirname(require.resolve('web-tree-sitter')), 'package.json');
    return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
  },
  'codomyrmex-rules': (): string => version,
} as const;
