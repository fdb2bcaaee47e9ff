import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';

const count = z.int().min(0);

export const leads = ['project', 'external', 'unresolved', 'not_looked_up'] as const;
export type Leads = (typeof leads)[number];

export const importsReportSchema = z.object({
  path: z.string(),
  files_analyzed: count,
  imports_count: count,
  by_target: z.object({ project: count, external: count, unresolved: count, not_looked_up: count }),
  imports: z
    .array(
      z.object({
        file: z.string(),
        line: z.int().min(1),
        language: z.string(),
        specifier: z.string().meta({ description: 'As it is written; an include with its quotes or angle brackets.' }),
        time: z
          .enum(['load', 'deferred', 'type_only'])
          .meta({ description: 'When it takes effect: deferred within a function or by import(), type_only never.' }),
        target: z.enum(leads).meta({
          description:
            'project: to the files in `files`; external: a library; unresolved: should be in the project and is not; not_looked_up: only JavaScript, TypeScript, Python and quoted includes are.',
        }),
        files: z.array(z.string()).meta({ description: 'Files of the project, at most 20.' }),
      }),
    )
    .meta({ description: 'By file and line.' }),
  imports_omitted: count,
  ...skippedShape,
  summary: z.string(),
});
export type ImportsReport = z.output<typeof importsReportSchema>;
