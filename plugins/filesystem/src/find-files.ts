import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { globMatcher, pattern } from './glob.ts';
import { path } from './path-shape.ts';
import { walk } from './walk.ts';

const MAX_PATTERNS = 50;

export const findFiles = defineAction({
  title: 'Find files',
  description:
    'Gives the files below a folder whose path is one of a pattern, as paths from the workspace. Links are not followed.',
  input: z.strictObject({
    path: path.default('.'),
    patterns: z.union([pattern, z.array(pattern).min(1).max(MAX_PATTERNS)]).meta({
      description: 'One or several; a pattern without a slash is of names in any folder.',
    }),
    exclude: z
      .array(pattern)
      .max(MAX_PATTERNS)
      .default(['node_modules', '.git'])
      .meta({ description: 'Files that are left out, and folders with all in them.' }),
    max_depth: z
      .int()
      .min(1)
      .max(100)
      .default(50)
      .meta({ description: 'Levels of folders that are searched; 1 is the folder itself.' }),
    max_results: z.int().min(1).max(100_000).default(1_000).meta({ description: 'The search ends there.' }),
  }),
  output: z.object({ files: z.array(z.string()), count: z.int().min(0), truncated: z.boolean() }),
  effects: ['fs:read'],
  idempotent: true,
  examples: [{ title: 'Sources', input: { patterns: ['src/**/*.ts', '*.md'] } }],
  async run(context, parameters) {
    const wanted = [parameters.patterns].flat().map(globMatcher);
    const leftOut = parameters.exclude.map(globMatcher);
    const isLeftOut = (where: string): boolean => leftOut.some((matches) => matches(where));
    const files: string[] = [];
    for await (const entry of walk(context, parameters.path, { maxDepth: parameters.max_depth, isLeftOut })) {
      if (entry.kind !== 'file' || isLeftOut(entry.path) || !wanted.some((matches) => matches(entry.path))) continue;
      if (files.length === parameters.max_results) return { files, count: files.length, truncated: true };
      files.push(parameters.path === '.' ? entry.path : entry.place);
    }
    return { files, count: files.length, truncated: false };
  },
});
