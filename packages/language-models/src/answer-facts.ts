import type { Completion } from './complete.ts';

/** What is told of every answer beside itself. */
export const answerFacts = ({ model, finish, usage, costUsd }: Completion) => ({
  model,
  finish_reason: finish,
  usage: { ...usage },
  ...(costUsd !== undefined && { cost_usd: costUsd }),
});
