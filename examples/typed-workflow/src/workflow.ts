import { defineWorkflow, text } from '@codomyrmex/core';
import { shell } from '@codomyrmex/plugin-shell';
import * as z from 'zod';
import { words } from './words.ts';

/** Writing `greet.output.stdot`, or giving `count` a number, does not compile. */
export const greeting = defineWorkflow(
  { name: 'greeting', parameters: z.object({ who: z.string().default('world') }) },
  ({ step, parameters }) => {
    const greet = step('greet', shell.actions.run, { command: ['echo', text`hello, dear ${parameters.who}`] });
    const counted = step('count', words.actions.count, { text: greet.output.stdout }, { maxRetries: 0 });
    step('tell', shell.actions.run, {
      command: ['echo', text`${counted.output.words} words, the longest is ${counted.output.longest}`],
    });
  },
);
