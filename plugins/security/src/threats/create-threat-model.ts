import { defineAction } from '@codomyrmex/core';
import { threatModel } from './threat-model.ts';
import { threatModelInput, threatModelOutput } from './threat-model-schema.ts';

export const createThreatModel = defineAction({
  title: 'Create a threat model',
  description:
    'Holds what is to be protected and where somebody can come in against known threats of each kind of surface (STRIDE), with a score for each and what to do. It knows what it is told: it looks at no code and at no system.',
  input: threatModelInput,
  output: threatModelOutput,
  effects: [],
  idempotent: true,
  examples: [
    {
      title: 'A shop',
      input: { system_name: 'shop', assets: ['customer data', 'payments'], attack_surface: ['login', 'public API'] },
    },
  ],
  run: (_context, written) => threatModel(written),
});
