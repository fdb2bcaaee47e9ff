import { type ActionContext, defineAction, failureFrom } from '@codomyrmex/core';
import { type Configuration, configuration, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';
import { snippet, snippetInput, snippetOutput } from './generate-code-snippet.ts';

const MAX_REQUESTS = 100;
const MAX_WORKERS = 16;

const resultSchema = z.discriminatedUnion('status', [
  snippetOutput.extend({ status: z.literal('completed') }),
  z.object({ status: z.literal('failed'), error: z.object({ code: z.string(), message: z.string() }) }),
]);
type Result = z.output<typeof resultSchema>;

export const generateCodeBatch = defineAction({
  title: 'Write several pieces of code',
  description:
    'Asks for each as generate_code_snippet does, some at a time, and gives all results in order. One that fails does not stop the others.',
  input: z.strictObject({
    requests: z
      .array(snippetInput)
      .min(1)
      .max(MAX_REQUESTS)
      .meta({ description: 'What to write, each with the parameters of generate_code_snippet.' }),
    parallel: z.boolean().default(true).meta({ description: 'Ask for several at a time, or for one after the other.' }),
    max_workers: z.int().min(1).max(MAX_WORKERS).default(4).meta({ description: 'How many are asked for at a time.' }),
  }),
  output: z.object({ total: z.int(), completed: z.int(), failed: z.int(), results: z.array(resultSchema) }),
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 1_800,
  examples: [
    {
      title: 'Two',
      input: {
        requests: [
          { prompt: 'Add', language: 'go' },
          { prompt: 'Subtract', language: 'go' },
        ],
      },
    },
  ],
  async run(context, { requests, parallel, max_workers }) {
    const results: Result[] = [];
    const open = requests.entries();
    let done = 0;
    const lane = async (): Promise<void> => {
      for (const [index, request] of open) {
        results[index] = await resultOf(context, request);
        context.progress(++done / requests.length, `${done} of ${requests.length}`);
      }
    };
    await Promise.all(Array.from({ length: parallel ? Math.min(max_workers, requests.length) : 1 }, lane));
    const failed = results.filter(({ status }) => status === 'failed').length;
    return { total: requests.length, completed: requests.length - failed, failed, results };
  },
});

async function resultOf(
  context: ActionContext<Configuration>,
  request: z.output<typeof snippetInput>,
): Promise<Result> {
  try {
    return { status: 'completed', ...(await snippet(context, request)) };
  } catch (error) {
    context.signal.throwIfAborted();
    const { code, message } = failureFrom(error);
    // Without a model, none of them can be answered.
    if (code === 'NOT_CONFIGURED' || code === 'SECRET_MISSING') throw error;
    return { status: 'failed', error: { code, message } };
  }
}
