import { defineAction, definePlugin } from '@codomyrmex/core';
import * as z from 'zod';

/** Actions that do nothing but tell that they ran: of items how many, of steps when, and how many items there had been by then. */
export function watchedPlugin() {
  const seen = { items: 0, /** @type {{ readonly at: number, readonly items: number }[]} */ steps: [] };
  const about = { input: z.object({}), output: z.null(), effects: [], idempotent: true };
  const item = defineAction({
    ...about,
    title: 'Counts an item',
    run: () => {
      seen.items++;
      return null;
    },
  });
  const step = defineAction({
    ...about,
    title: 'Notes the time',
    run: () => {
      seen.steps.push({ at: performance.now(), items: seen.items });
      return null;
    },
  });
  const plugin = definePlugin({
    module: 'watched',
    version: '0.0.0',
    description: 'Actions that are watched by measurements.',
    entry: import.meta.url,
    actions: { item, step },
  });
  return { plugin, seen };
}
