import * as z from 'zod';

const MAX_CHARACTERS = 1_000_000;

export const text = z.string().min(1).max(MAX_CHARACTERS);

/** What every question may say beside itself. */
export const questionShape = {
  system: text.optional().meta({ description: 'What the model is told before the question.' }),
  model: z.string().min(1).max(200).optional().meta({ description: 'The model of the configuration unless given.' }),
  temperature: z.number().min(0).max(2).optional().meta({
    description: 'How freely the model chooses its words, 0 being the steadiest; left to the provider unless given.',
  }),
  max_tokens: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'Tokens of the answer; max_tokens_per_call of the configuration unless given.' }),
};

export const answerShape = {
  model: z.string(),
  finish_reason: z.string().meta({ description: 'stop, or length where the answer was cut at max_tokens.' }),
  usage: z.object({ input_tokens: z.int().min(0), output_tokens: z.int().min(0) }),
  cost_usd: z.number().optional().meta({ description: 'By the prices of the configuration.' }),
};
