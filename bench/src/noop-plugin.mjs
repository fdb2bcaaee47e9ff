import { defineAction, definePlugin } from '@codomyrmex/core';
import * as z from 'zod';

const nothing = defineAction({
  title: 'Does nothing',
  input: z.object({}),
  output: z.null(),
  effects: [],
  idempotent: true,
  run: () => null,
});

export const bench = definePlugin({
  module: 'bench',
  version: '0.0.0',
  description: 'Actions for measurements.',
  entry: import.meta.url,
  actions: { nothing },
});
