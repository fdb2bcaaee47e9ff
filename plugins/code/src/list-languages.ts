import { type ActionContext, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type Language, languages } from './language.ts';
import { programsOnPath } from './programs-on-path.ts';
import { INSTALL_SANDBOX, sandboxState } from './sandbox.ts';
import { toolFor } from './tool.ts';

export const languageStateSchema = z.object({
  language: z.string(),
  aliases: z.array(z.string()),
  found: z.boolean().meta({ description: 'A program for it is on this machine.' }),
  available: z.boolean().meta({ description: 'Code in it can be executed: there is a program, and a sandbox for it.' }),
  program: z.string().nullable(),
  reason: z.string().nullable().meta({ description: 'Why it is not available, and what to do.' }),
});
export type LanguageState = z.output<typeof languageStateSchema>;

const sandboxStateSchema = z.object({ available: z.boolean(), reason: z.string().nullable() });

export const listLanguages = defineAction({
  title: 'Languages that code can be executed in',
  description: 'Looks for the program of every language and tries the sandbox; nothing is taken for granted.',
  input: z.strictObject({}),
  output: z.object({
    languages: z.array(z.string()).meta({ description: 'Those that are available.' }),
    all: z.array(languageStateSchema),
    sandbox: sandboxStateSchema,
  }),
  effects: ['exec'],
  idempotent: true,
  examples: [{ title: 'This machine', input: {} }],
  async run(context) {
    const { states, sandbox } = await languageStates(context, languages);
    return {
      languages: states.filter(({ available }) => available).map(({ language }) => language),
      all: [...states],
      sandbox,
    };
  },
});

/** How each language stands on this machine. */
export async function languageStates(context: ActionContext, asked: readonly Language[]) {
  const state = await sandboxState(context);
  const found = await programsOnPath(context, [...new Set(asked.flatMap(({ programs }) => programs))]);
  const states: LanguageState[] = [];
  for (const language of asked) {
    const tool = await toolFor(context, language, { found, sandbox: state.ok ? state.sandbox : undefined });
    states.push({
      language: language.name,
      aliases: [...language.aliases],
      found: tool !== undefined,
      available: state.ok && tool !== undefined,
      program: tool?.program ?? null,
      reason: tool === undefined ? language.install : state.ok ? null : `${state.reason}. ${INSTALL_SANDBOX}`,
    });
  }
  return { states, sandbox: { available: state.ok, reason: state.ok ? null : state.reason } };
}
