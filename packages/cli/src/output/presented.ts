import * as z from 'zod';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What an output may hold for people to be shown at the end of a run: a sentence, a short table, and a file to open. */
const presented = z.object({
  headline: z.string(),
  findings_table: z.array(z.record(z.string(), cell)).max(100).optional(),
  path: z.string().optional(),
});
export type Presented = z.output<typeof presented>;

export const presentedIn = (output: object): Presented | undefined => presented.safeParse(output).data;
