import { type ActionContext, defineAction } from '@codomyrmex/core';
import { type Configuration, complete, configuration, secretNames, text } from '@codomyrmex/language-models';
import * as z from 'zod';
import { codeOf, codeQuestion, factsShape, modelShape, timed } from './code-question.ts';
import { language } from './languages.ts';

export const snippetInput = z.strictObject({
  prompt: text.meta({ description: 'What the code is to do.' }),
  language,
  context: text.optional().meta({ description: 'Code or facts that the model is to know.' }),
  ...modelShape,
});
export const snippetOutput = z.object({ generated_code: z.string(), ...factsShape });

export const generateCodeSnippet = defineAction({
  title: 'Write code',
  description: 'Has the configured model write code. Nothing of it is run: look at it and test it before it is used.',
  input: snippetInput,
  output: snippetOutput,
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [
    {
      title: 'A function',
      input: { prompt: 'A function that says whether a year is a leap year', language: 'python' },
    },
  ],
  run: (context, input) => snippet(context, input),
});

export async function snippet(
  context: ActionContext<Configuration>,
  input: z.output<typeof snippetInput>,
): Promise<z.output<typeof snippetOutput>> {
  const asked = `Write ${input.language} code for the task. Answer with one fenced block of code alone.`;
  const material = { Task: input.prompt, ...(input.context !== undefined && { Context: input.context }) };
  const { answer, facts } = await timed(context, () => complete(context, codeQuestion(asked, material, input)));
  return { generated_code: codeOf(answer.text), ...facts };
}
