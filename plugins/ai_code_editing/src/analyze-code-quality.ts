import { defineAction } from '@codomyrmex/core';
import { completeObject, configuration, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';
import { code, codeQuestion, factsShape, modelShape, timed } from './code-question.ts';
import { language } from './languages.ts';

const judgement = z.object({
  score: z.number().min(0).max(10).meta({ description: 'The model’s opinion; 10 is best.' }),
  issues: z
    .array(
      z.object({
        severity: z.enum(['high', 'medium', 'low']),
        line: z.int().min(1).optional(),
        message: z.string(),
        suggestion: z.string(),
      }),
    )
    .max(200),
  summary: z.string(),
});

export const analyzeCodeQuality = defineAction({
  title: 'Have code judged',
  description: 'Has the configured model judge code. It is an opinion: static_analysis.analyze_code_quality measures.',
  input: z.strictObject({
    code,
    language,
    analysis_type: z
      .enum(['comprehensive', 'security', 'performance', 'maintainability'])
      .default('comprehensive')
      .meta({ description: 'What the model is to look for.' }),
    ...modelShape,
  }),
  output: judgement.extend(factsShape),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [{ title: 'Security', input: { code: 'eval(input())', language: 'python', analysis_type: 'security' } }],
  async run(context, { code: given, language: written, analysis_type, ...model }) {
    const asked = `Judge the ${written} code (${analysis_type}): a score from 0 to 10, issues with their lines, a summary.`;
    const { answer, facts } = await timed(context, () =>
      completeObject(context, {
        ...codeQuestion(asked, { Code: given }, model),
        schema: z.toJSONSchema(judgement),
        check: judgement,
      }),
    );
    return { ...answer.object, ...facts };
  },
});
