import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { path } from './path-shape.ts';

export const writeJson = defineAction({
  title: 'Write a JSON file',
  description: 'Writes a value, such as the output of another step, as JSON; whole or not at all.',
  input: z.strictObject({
    path,
    value: z.unknown().meta({ description: 'Anything.' }),
    indent: z.int().min(0).max(8).default(2).meta({ description: 'Spaces of each level; 0 writes one line.' }),
  }),
  output: z.object({ path: z.string(), bytes: z.int().min(0) }),
  effects: ['fs:write'],
  idempotent: true,
  examples: [{ title: 'A report', input: { path: 'out/report.json', value: { passed: 12 } } }],
  async run({ fs }, parameters) {
    const text = `${JSON.stringify(parameters.value ?? null, null, parameters.indent)}\n`;
    await fs.write(parameters.path, text);
    return { path: parameters.path, bytes: Buffer.byteLength(text) };
  },
});
