import * as z from 'zod';
import { severities } from '../severity.ts';

export const codeFindingSchema = z.object({
  file: z.string(),
  line: z.int(),
  column: z.int().meta({ description: 'Counted from 1, in UTF-16 units.' }),
  rule: z.string(),
  cwe: z.string().meta({ description: 'Of the Common Weakness Enumeration: CWE-95.' }),
  severity: z.enum(severities),
  what: z.string().meta({ description: 'What is called or set, imports followed: subprocess.run.' }),
  message: z.string(),
  advice: z.string(),
  fingerprint: z.string().meta({ description: 'The same in the next scan, also when lines move.' }),
});
/** Unsafe code at a place. No text of the file stands in it but the name of what is called. */
export type CodeFinding = z.output<typeof codeFindingSchema>;
