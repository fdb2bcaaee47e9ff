import { type Action, defineAction, definePlugin } from '@codomyrmex/core';
import * as z from 'zod';
import type { ActionCatalog } from '../src/definition/catalog.ts';

const never = (): never => {
  throw new Error('a check runs no action');
};
const facts = { title: 'for checks', effects: [], idempotent: true, run: never } as const;

const analyze = defineAction({
  ...facts,
  input: z.strictObject({
    path: z.string(),
    deep: z.boolean().optional(),
    limit: z.int().min(1).optional(),
    only: z.array(z.enum(['style', 'security'])).optional(),
  }),
  output: z.strictObject({
    score: z.number(),
    by_rule: z.record(z.string(), z.number()),
    findings: z.array(z.strictObject({ line: z.int(), message: z.string() })),
    more: z.unknown(),
  }),
});

const chart = defineAction({
  ...facts,
  input: z.strictObject({ data: z.record(z.string(), z.number()), title: z.string().optional() }),
  output: z.strictObject({ file: z.string() }),
});

const run = defineAction({
  ...facts,
  input: z.strictObject({
    command: z.union([z.string(), z.array(z.string()).min(1)]),
    check: z.boolean().default(true),
    env: z.record(z.string(), z.string()).optional(),
  }),
  output: z.strictObject({ exit_code: z.int(), stdout: z.string() }),
});

const compute = defineAction({
  ...facts,
  isolation: 'process',
  limits: { memoryMb: 512 },
  input: z.strictObject({}),
  output: z.strictObject({}),
});

const touchy = defineAction({
  ...facts,
  input: z.preprocess((value) => (value as { text: string }).text.trim(), z.string()),
  output: z.strictObject({}),
});

const plugin = (module: string, actions: Parameters<typeof definePlugin>[0]['actions']) =>
  definePlugin({ module, version: '1.0.0', description: 'for checks', entry: import.meta.url, actions });

const plugins = [
  plugin('static_analysis', { analyze_code_quality: analyze }),
  plugin('data_visualization', { create_bar_chart: chart }),
  plugin('shell', { run }),
  plugin('coding', { run_tests: run }),
  plugin('environment_setup', { validate_environment: run }),
  plugin('touchy', { look: touchy }),
  plugin('numbers', { compute }),
];

/** A few installed modules. */
export const catalog: ActionCatalog = {
  action: (module, name) => {
    const found = plugins.find((one) => one.module === module);
    if (found === undefined) return 'unknown_module';
    const action: Action | undefined = found.actions[name];
    return action ?? 'unknown_action';
  },
  modules: () => plugins.map(({ module }) => module),
  actions: (module) => Object.keys(plugins.find((one) => one.module === module)?.actions ?? {}),
};
