import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { languageNamed, languages } from './language.ts';
import { languageStateSchema, languageStates } from './list-languages.ts';

export const validateLanguage = defineAction({
  title: 'Whether code in a language can be executed',
  description: 'Whether the language is known, and whether it is available on this machine.',
  input: z.strictObject({
    language: z.string().max(40).meta({ description: 'A name such as python, or another name of it such as py.' }),
  }),
  output: z.object({
    valid: z.boolean().meta({ description: 'The language is known.' }),
    ...languageStateSchema.partial({ aliases: true }).shape,
  }),
  effects: ['exec'],
  idempotent: true,
  examples: [{ title: 'An alias', input: { language: 'py' } }],
  async run(context, { language: written }) {
    const language = languageNamed(written);
    const state = language === undefined ? undefined : (await languageStates(context, [language])).states[0];
    if (state !== undefined) return { valid: true, ...state };
    const reason = `Use one of ${languages.map(({ name }) => name).join(', ')}.`;
    return { valid: false, language: written, found: false, available: false, program: null, reason };
  },
});
