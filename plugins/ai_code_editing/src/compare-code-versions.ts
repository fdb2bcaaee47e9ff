import { defineAction } from '@codomyrmex/core';
import { completeObject, configuration, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';
import { code, codeQuestion, factsShape, modelShape, timed } from './code-question.ts';
import { language } from './languages.ts';

const comparison = z.object({
  summary: z.string(),
  changes: z.array(z.object({ what: z.string(), effect: z.enum(['better', 'worse', 'neutral']) })).max(200),
  same_behavior: z.enum(['yes', 'no', 'unclear']).meta({ description: 'The model’s opinion, which proves nothing.' }),
  better: z.enum(['first', 'second', 'neither']),
});

export const compareCodeVersions = defineAction({
  title: 'Have two versions of code compared',
  description:
    'Has the configured model say how the second version differs from the first, and which it takes for better.',
  input: z.strictObject({
    code1: code.meta({ description: 'The first version.' }),
    code2: code.meta({ description: 'The second version.' }),
    language,
    ...modelShape,
  }),
  output: comparison.extend(factsShape),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [{ title: 'A constant', input: { code1: 'x = 1', code2: 'x = 2', language: 'python' } }],
  async run(context, { code1, code2, language: written, ...model }) {
    const asked = `Compare two versions of ${written} code: what changed, whether they behave the same, which is better.`;
    const { answer, facts } = await timed(context, () =>
      completeObject(context, {
        ...codeQuestion(asked, { First: code1, Second: code2 }, model),
        schema: z.toJSONSchema(comparison),
        check: comparison,
      }),
    );
    return { ...answer.object, ...facts };
  },
});
