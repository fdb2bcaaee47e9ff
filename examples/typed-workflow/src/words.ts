import { defineAction, definePlugin } from '@codomyrmex/core';
import * as z from 'zod';

const count = defineAction({
  title: 'Count words',
  input: z.object({ text: z.string() }),
  output: z.object({ words: z.number(), longest: z.string() }),
  effects: [],
  idempotent: true,
  run: (_context, { text }) => {
    const words = text.split(/\s+/).filter((word) => word !== '');
    const longest = words.reduce((longer, word) => (word.length > longer.length ? word : longer), '');
    return { words: words.length, longest };
  },
});

/** A plugin of one action: what a package of yours would export. */
export const words = definePlugin({
  module: 'words',
  version: '1.0.0',
  description: 'Counts words.',
  entry: import.meta.url,
  actions: { count },
});
