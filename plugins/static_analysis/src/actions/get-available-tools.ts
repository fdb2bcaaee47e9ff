import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { hasImports } from '../imports/written-imports.ts';
import { languages } from '../language/language.ts';
import { unsafeCalls } from '../quality/unsafe-calls.ts';
import { toolVersions } from '../tools.ts';

const linted = ['javascript', 'tsx', 'typescript'];
const resolved = [...linted, 'python'];

export const getAvailableTools = defineAction({
  title: 'Get the available tools',
  description: 'What the analyses of this module consist of, and what they can do with each language.',
  input: z.strictObject({}),
  output: z.object({
    tools: z.array(z.object({ name: z.string(), version: z.string(), used_for: z.string() })),
    languages: z.array(
      z.object({
        language: z.string(),
        extensions: z.array(z.string()),
        findings: z.enum(['oxlint and syntax', 'syntax', 'text']),
        unsafe_calls: z.boolean(),
        complexity: z.boolean(),
        duplicates: z.boolean(),
        import_cycles: z.boolean(),
        imports: z.enum(['looked up', 'listed', 'no']),
        symbols: z.boolean(),
        size: z.boolean(),
      }),
    ),
  }),
  effects: [],
  idempotent: true,
  isolation: 'thread',
  examples: [{ title: 'Before an analysis', input: {} }],
  run: () => ({
    tools: [
      { name: 'oxlint', version: toolVersions.oxlint(), used_for: 'findings in JavaScript and TypeScript' },
      {
        name: 'tree-sitter',
        version: toolVersions['tree-sitter'](),
        used_for: 'syntax trees, complexity, symbols, imports',
      },
      {
        name: 'codomyrmex-rules',
        version: toolVersions['codomyrmex-rules'](),
        used_for: 'findings in all languages, size, duplicates, cycles',
      },
    ],
    languages: languages.map(({ id, extensions, syntax }) => ({
      language: id,
      extensions: [...extensions],
      findings: linted.includes(id)
        ? ('oxlint and syntax' as const)
        : syntax === undefined
          ? ('text' as const)
          : ('syntax' as const),
      unsafe_calls: unsafeCalls.has(id),
      complexity: syntax !== undefined,
      duplicates: true,
      import_cycles: resolved.includes(id),
      imports: resolved.includes(id) ? ('looked up' as const) : hasImports(id) ? ('listed' as const) : ('no' as const),
      symbols: syntax !== undefined,
      size: true,
    })),
  }),
});
