import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { type Completion, complete, type Question } from './complete.ts';
import type { Configuration } from './configuration.ts';

const SHOWN_CHARACTERS = 1_000;

export interface ObjectQuestion<Value> extends Omit<Question, 'schema' | 'onText'> {
  /** What the model is told of the answer's form. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** What the answer is held against. */
  readonly check: z.ZodType<Value>;
}

/** Asks for a value. @throws ActionError INVALID_RESPONSE, retryable, for an answer that is none. */
export async function completeObject<Value>(
  context: ActionContext<Configuration>,
  { check, ...question }: ObjectQuestion<Value>,
): Promise<Completion & { readonly object: Value }> {
  const completion = await complete(context, question);
  const result = check.safeParse(parsed(completion));
  if (!result.success) throw unfit(`does not fit the schema: ${z.prettifyError(result.error)}`, completion.text);
  return { ...completion, object: result.data };
}

/** Some models put JSON into a fence of Markdown whatever they are told. */
function parsed({ text, finish }: Completion): unknown {
  const inner = /^\s*```(?:json)?\s*\n([\s\S]*)\n\s*```\s*$/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(inner);
  } catch {
    throw unfit(finish === 'length' ? 'was cut at max_tokens' : 'is no JSON', text);
  }
}

const unfit = (why: string, answer: string): ActionError =>
  new ActionError(`the model's answer ${why}`.slice(0, 2 * SHOWN_CHARACTERS), {
    code: 'INVALID_RESPONSE',
    details: { answer: answer.slice(0, SHOWN_CHARACTERS) },
  });
