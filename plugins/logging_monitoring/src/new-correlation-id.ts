import { randomBytes, randomUUID } from 'node:crypto';
import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';

const SPAN_BYTES = 8;

export const newCorrelationId = defineAction({
  title: 'Make a correlation id',
  description:
    'Makes an id that later steps pass on, so that what several systems log about one piece of work can be found together. The run has an id of its own, which log_with_context uses unless it is given another.',
  input: z.strictObject({
    prefix: z
      .string()
      .regex(/^[\w.-]{0,64}$/, 'letters, digits, _, - and . only')
      .default('')
      .meta({ description: 'Stands before the id.' }),
  }),
  output: z.object({
    correlation_id: z.string(),
    traceparent: z
      .string()
      .meta({ description: 'The same as a header of W3C Trace Context, for systems that follow it.' }),
    run: z.string(),
  }),
  effects: [],
  idempotent: true,
  timeout: 60,
  examples: [{ title: 'For a delivery', input: { prefix: 'delivery-' } }],
  run({ run }, { prefix }) {
    const id = randomUUID();
    const traceparent = `00-${id.replaceAll('-', '')}-${randomBytes(SPAN_BYTES).toString('hex')}-01`;
    return { correlation_id: `${prefix}${id}`, traceparent, run };
  },
});
