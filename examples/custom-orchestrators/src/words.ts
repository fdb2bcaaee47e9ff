import { createHmac } from 'node:crypto';
import { ActionError, defineAction, definePlugin } from '@codomyrmex/core';
import * as z from 'zod';

const count = defineAction({
  title: 'Count words',
  input: z.strictObject({ text: z.string().max(10_000) }),
  output: z.object({ words: z.number(), process: z.number().describe('Id of the process that counted.') }),
  effects: [],
  idempotent: true,
  run: (_context, { text }) => ({
    words: text.split(/\s+/).filter((word) => word !== '').length,
    process: process.pid,
  }),
});

const sign = defineAction({
  title: 'Sign a text',
  input: z.strictObject({ text: z.string().max(10_000) }),
  output: z.object({ signature: z.string() }),
  effects: ['secrets'],
  secrets: ['SIGNING_KEY'],
  idempotent: true,
  run: ({ secrets, attempt }, { text }) => {
    if (attempt === 1) throw new ActionError('the signer is busy', { code: 'BUSY' });
    const key = secrets.require('SIGNING_KEY');
    return { signature: createHmac('sha256', key).update(text).digest('hex').slice(0, 16) };
  },
});

/** What the examples run: plugins of yours are packages. */
export const words = definePlugin({
  module: 'words',
  version: '1.0.0',
  description: 'Counts and signs words.',
  entry: import.meta.url,
  actions: { count, sign },
});
