import { defineAction } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { repoRoot } from './build-module-catalog.ts';
import { takeInventory } from './inventory.ts';
import { inventoryMarkdown } from './inventory-markdown.ts';
import { maxCapabilities } from './run-full-discovery.ts';

const formats = ['json', 'markdown'] as const;
const endings = { json: 'json', markdown: 'md' } as const;

export const exportInventory = defineAction({
  title: 'Export inventory',
  description: 'Writes what run_full_discovery finds to files, as JSON for programs and as Markdown for people.',
  input: z.strictObject({
    repo_root: repoRoot,
    formats: z
      .array(z.enum(formats))
      .min(1)
      .max(2)
      .default(['json', 'markdown'])
      .meta({ description: 'The files to write, one for each.' }),
    output_name: z
      .string()
      .regex(/^[\w-][\w.-]{0,99}$/, 'use letters, digits, "_", "-" and "."')
      .default('inventory')
      .meta({ description: 'Of the files, without ending; they lie among the artifacts of the step.' }),
    max_capabilities: maxCapabilities,
  }),
  output: z.object({
    files: z.array(z.object({ format: z.enum(formats), path: z.string(), bytes: z.int() })),
    modules: z.int(),
    capabilities: z.int().meta({ description: 'Listed in the files.' }),
    capabilities_left_out: z.int(),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  isolation: 'thread',
  timeout: 900,
  examples: [{ title: 'Both', input: {} }],
  async run(context, { repo_root, formats: wanted, output_name, max_capabilities }) {
    const root = await folderAt(context.resolve(repo_root), repo_root);
    const inventory = await takeInventory(context, root, max_capabilities);
    const files: { format: (typeof formats)[number]; path: string; bytes: number }[] = [];
    for (const format of new Set(wanted)) {
      const text =
        format === 'json'
          ? `${JSON.stringify({ schema_version: 1, ...inventory }, undefined, 2)}\n`
          : inventoryMarkdown(inventory);
      const path = await context.artifacts.write(`${output_name}.${endings[format]}`, text);
      files.push({ format, path, bytes: Buffer.byteLength(text) });
    }
    return {
      files,
      modules: inventory.modules.length,
      capabilities: inventory.capabilities.length,
      capabilities_left_out: inventory.capabilities_left_out,
    };
  },
});
