import { defineAction } from '@codomyrmex/core';
import { complete, configuration, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';
import { code, codeOf, codeQuestion, factsShape, modelShape, timed } from './code-question.ts';
import { language } from './languages.ts';

export const refactorCodeSnippet = defineAction({
  title: 'Refactor code',
  description:
    'Has the configured model rewrite code. That it still does the same is asked for and not proved: test it.',
  input: z.strictObject({
    code,
    refactoring_type: z
      .string()
      .min(1)
      .max(500)
      .meta({ description: 'What is to change: simplify, optimize, rename, …' }),
    language,
    ...modelShape,
  }),
  output: z.object({ refactored_code: z.string(), ...factsShape }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [
    {
      title: 'Simpler',
      input: {
        code: 'if (a) { return true } else { return false }',
        refactoring_type: 'simplify',
        language: 'javascript',
      },
    },
  ],
  async run(context, { code: given, refactoring_type, language: written, ...model }) {
    const asked = `Refactor the ${written} code as the wish says, without changing what it does. Answer with one fenced block of code alone.`;
    const question = codeQuestion(asked, { Wish: refactoring_type, Code: given }, model);
    const { answer, facts } = await timed(context, () => complete(context, question));
    return { refactored_code: codeOf(answer.text), ...facts };
  },
});
