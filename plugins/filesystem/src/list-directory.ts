import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { globMatcher, pattern } from './glob.ts';
import { isoTime, path } from './path-shape.ts';
import { type WalkedEntry, walk } from './walk.ts';

const entrySchema = z.object({
  path: z.string().meta({ description: 'From the folder that is listed.' }),
  name: z.string(),
  kind: z.enum(['file', 'folder', 'link', 'other']),
  size: z.int().min(0).optional(),
  modified_at: z.iso.datetime().optional(),
});
type Entry = z.output<typeof entrySchema>;

export const listDirectory = defineAction({
  title: 'List a folder',
  description: 'Gives the entries of a folder by name, also of those below. Links are listed and not followed.',
  input: z.strictObject({
    path: path.default('.'),
    recursive: z.boolean().default(false).meta({ description: 'Also what lies in the folders below.' }),
    pattern: pattern.optional(),
    details: z.boolean().default(false).meta({ description: 'Also size and time of files and folders.' }),
    max_depth: z
      .int()
      .min(1)
      .max(100)
      .default(50)
      .meta({ description: 'Levels of folders that are listed with recursive; 1 is the folder itself.' }),
    max_entries: z.int().min(1).max(100_000).default(1_000).meta({ description: 'The list ends there.' }),
  }),
  output: z.object({
    path: z.string(),
    entries: z.array(entrySchema),
    truncated: z.boolean().meta({ description: 'Whether there is more.' }),
  }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'Sources', input: { path: 'src', recursive: true, pattern: '*.ts' } }],
  async run(context, parameters) {
    const matches = parameters.pattern === undefined ? () => true : globMatcher(parameters.pattern);
    const entries: Entry[] = [];
    const maxDepth = parameters.recursive ? parameters.max_depth : 1;
    for await (const entry of walk(context, parameters.path, { maxDepth })) {
      if (!matches(entry.path)) continue;
      if (entries.length === parameters.max_entries) return { path: parameters.path, entries, truncated: true };
      entries.push(await listed(context, entry, parameters.details));
    }
    return { path: parameters.path, entries, truncated: false };
  },
});

async function listed(context: ActionContext, entry: WalkedEntry, withDetails: boolean): Promise<Entry> {
  const { path: where, name, kind, place } = entry;
  // Where a link leads may be outside, and looking there is refused.
  const facts = withDetails && kind !== 'link' ? await context.fs.stat(place) : undefined;
  return {
    path: where,
    name,
    kind,
    ...(facts !== undefined && { size: facts.size, modified_at: isoTime(facts.modifiedAt) }),
  };
}
