import * as z from 'zod';

const price = z.number().min(0).max(100_000);

export const configuration = z.strictObject({
  provider: z.enum(['openai_compatible', 'anthropic', 'ollama']).optional().meta({
    description: 'Who answers; none unless given. openai_compatible also speaks to vLLM, llama.cpp and gateways.',
  }),
  base_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description: 'Where the provider listens; its public address, or Ollama’s on this machine, unless given.',
    }),
  model: z.string().min(1).max(200).optional().meta({ description: 'The model of calls that name none.' }),
  json_schema: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether the provider takes a JSON Schema; else it is only told of it in words.' }),
  max_tokens_per_call: z.int().min(1).max(1_000_000).default(2_048),
  prices: z
    .record(z.string().max(200), z.strictObject({ input: price, output: price }))
    .default({})
    .meta({ description: 'By model: US dollars for a million tokens.' }),
  budget: z
    .strictObject({
      tokens: z.int().min(0).optional().meta({ description: 'Tokens of one run, both ways.' }),
      usd: z.number().min(0).optional().meta({ description: 'Dollars of one run, by prices.' }),
    })
    .default({})
    .meta({ description: 'What one run may use. A call that may go over is not made.' }),
});
export type Configuration = z.output<typeof configuration>;
