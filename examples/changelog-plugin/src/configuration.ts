import * as z from 'zod';

/** What the configuration of a project may say under `plugins.changelog`. Everything has a default. */
export const configuration = z.strictObject({
  headings: z
    .record(z.string(), z.string().min(1))
    .default({ feat: 'Added', fix: 'Fixed', perf: 'Faster' })
    .describe('Which types of commits are told, and under which heading; the order is that of the file.'),
  frozen: z
    .strictObject({
      reason: z.string().min(1).describe('Told to who begins a release.'),
      workflows: z.array(z.string()).describe('Workflows that are not to run meanwhile.'),
    })
    .optional()
    .describe('A time without releases.'),
});

export type Configuration = z.output<typeof configuration>;
