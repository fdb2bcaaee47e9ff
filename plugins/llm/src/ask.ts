import { type ActionContext, defineAction } from '@codomyrmex/core';
import {
  answerFacts,
  answerShape,
  complete,
  configuration,
  questionShape,
  secretNames,
  text,
} from '@codomyrmex/language-models';
import * as z from 'zod';

export const ask = defineAction({
  title: 'Ask a language model',
  description:
    'Gives the answer of the configured model as text. A model can err and invent: check what follows from it.',
  input: z.strictObject({
    question: text.meta({ description: 'What the model is asked.' }),
    ...questionShape,
    stream: z.boolean().default(false).meta({ description: 'Logs the answer line by line as it comes.' }),
  }),
  output: z.object({ answer: z.string(), ...answerShape }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [{ title: 'A summary', input: { question: 'Sum this up in one sentence: …', temperature: 0 } }],
  async run(context, { question, max_tokens, stream, ...rest }) {
    const lines = stream ? loggedLines(context) : undefined;
    const completion = await complete(context, {
      ...rest,
      prompt: question,
      maxTokens: max_tokens,
      ...(lines !== undefined && { onText: (piece) => lines.add(piece) }),
    });
    lines?.end();
    return { answer: completion.text, ...answerFacts(completion) };
  },
});

/** Writes whole lines of what comes in pieces to the step's log. */
function loggedLines(context: ActionContext): { add(piece: string): void; end(): void } {
  let begun: string[] = [];
  let characters = 0;
  const write = (): void => {
    if (begun.some((part) => part !== '')) context.log.info(begun.join(''));
    begun = [];
  };
  return {
    add: (piece) => {
      characters += piece.length;
      context.progress(null, `${characters} characters`);
      for (const [index, part] of piece.split('\n').entries()) {
        if (index > 0) write();
        begun.push(part);
      }
    },
    end: write,
  };
}
