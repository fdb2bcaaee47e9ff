import * as z from 'zod';
import { skippedShape } from '../project/skip-ledger.ts';

const count = z.int().min(0);

export const cyclesReportSchema = z.object({
  path: z.string(),
  modules: count,
  imports: count.meta({ description: 'Imports that take effect and lead to a module of the project.' }),
  type_only_imports: count.meta({ description: 'Imports of types alone, which no running program follows.' }),
  external_imports: count,
  cycles: z
    .array(
      z.object({
        files: z
          .array(z.string())
          .meta({ description: 'Each imports the next, the last the first: a shortest such way.' }),
        length: z.int().min(1),
        type_only: z
          .boolean()
          .meta({ description: 'Is closed by imports of types alone and does no harm at run time.' }),
        deferred: z.boolean().meta({ description: 'Is closed by an import within a function or by import().' }),
        group: z.array(z.string()).meta({ description: 'All modules that reach each other here, at most 100.' }),
        group_size: z.int().min(1),
      }),
    )
    .meta({ description: 'One for each group of modules that reach each other; those that hold while loading first.' }),
  cycles_count: count.meta({ description: 'Groups in a cycle that is not type_only.' }),
  type_only_cycles_count: count,
  cycles_omitted: count,
  unresolved: z
    .array(z.object({ file: z.string(), line: z.int().min(1), specifier: z.string() }))
    .meta({ description: 'Imports that should lead into the project and lead to no analysed file, at most 100.' }),
  unresolved_count: count,
  ...skippedShape,
  summary: z.string(),
});
export type CyclesReport = z.output<typeof cyclesReportSchema>;
