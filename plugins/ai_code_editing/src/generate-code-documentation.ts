import { defineAction } from '@codomyrmex/core';
import { complete, configuration, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';
import { code, codeOf, codeQuestion, factsShape, modelShape, timed } from './code-question.ts';
import { language } from './languages.ts';

const wishes = {
  comprehensive: 'Document the code in Markdown: what it is for, its parts, parameters, results, failures, an example.',
  api: 'Document the interface of the code in Markdown: each public name with parameters, result and failures.',
  docstrings: 'Give the code back unchanged but for documentation comments, in one fenced block alone.',
} as const;

export const generateCodeDocumentation = defineAction({
  title: 'Document code',
  description: 'Has the configured model document code, as Markdown or as the code with documentation comments.',
  input: z.strictObject({
    code,
    language,
    doc_type: z.enum(['comprehensive', 'api', 'docstrings']).default('comprehensive').meta({
      description:
        'Markdown about all of the code or about its interface alone, or the code itself with documentation comments.',
    }),
    ...modelShape,
  }),
  output: z.object({ documentation: z.string(), ...factsShape }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [
    { title: 'An interface', input: { code: 'def add(a, b): return a + b', language: 'python', doc_type: 'api' } },
  ],
  async run(context, { code: given, language: written, doc_type, ...model }) {
    const question = codeQuestion(`${wishes[doc_type]} The code is ${written}.`, { Code: given }, model);
    const { answer, facts } = await timed(context, () => complete(context, question));
    return { documentation: doc_type === 'docstrings' ? codeOf(answer.text) : answer.text.trim(), ...facts };
  },
});
