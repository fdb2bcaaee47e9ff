// Read by the compiler, never run: each expected error is an error that authors must get.
import * as z from 'zod';
import { defineAction, definePlugin, defineWorkflow, text } from '../src/index.ts';

const measure = defineAction({
  title: 'Measures',
  input: z.object({ path: z.string(), depth: z.number().optional() }),
  output: z.object({ score: z.number(), names: z.array(z.string()) }),
  effects: [],
  idempotent: true,
  run: () => ({ score: 1, names: [] }),
});

const print = defineAction({
  title: 'Prints',
  input: z.object({ score: z.number(), label: z.string().default('') }),
  output: z.object({}),
  effects: [],
  idempotent: true,
  run: () => ({}),
});

export const { actions } = definePlugin({
  module: 'm',
  version: '1.0.0',
  description: '',
  entry: '',
  actions: { measure, print },
});

export const workflow = defineWorkflow(
  { name: 'w', parameters: z.object({ path: z.string(), limit: z.number().default(1) }) },
  ({ step, parameters }) => {
    const a = step('a', actions.measure, { path: parameters.path });
    step('b', actions.print, { score: a.output.score, label: text`${a.output.names[0]!}` });
    step('c', actions.print, { score: 3 });

    // @ts-expect-error a parameter that was not declared
    step('d', actions.measure, { path: parameters.paht });
    // @ts-expect-error an output that the action does not give
    step('e', actions.print, { score: a.output.scroe });
    // @ts-expect-error a text where the action wants a number
    step('f', actions.print, { score: a.output.names[0]! });
    // @ts-expect-error a number where the action wants a text
    step('g', actions.measure, { path: parameters.limit });
    // @ts-expect-error a parameter that the action does not know
    step('h', actions.print, { score: 1, colour: 'red' });
    // @ts-expect-error a parameter that the action must have
    step('i', actions.print, {});
  },
);

// @ts-expect-error an action that the plugin does not have
export const missing = actions.mesure;

export const broken = defineAction({
  title: '',
  input: z.object({}),
  output: z.number(),
  effects: [],
  idempotent: true,
  // @ts-expect-error an output that breaks the action's own schema
  run: () => 'x',
});
