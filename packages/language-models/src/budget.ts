import { ActionError } from '@codomyrmex/core';
import type { Configuration } from './configuration.ts';

export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

const MAX_RUNS = 1_000;
const MILLION = 1_000_000;

interface Spent {
  tokens: number;
  usd: number;
}

/**
 * What the runs of this process have used. A call takes the most that it can come to before it is made, so that calls side by side
 * cannot go over together; afterwards what it came to stays. Not kept: a run that another process takes on begins at nothing.
 */
export class BudgetLedger {
  readonly #spent = new Map<string, Spent>();

  /** @throws ActionError BUDGET_EXCEEDED, PRICE_UNKNOWN. */
  reserve(run: string, most: Usage, { model, configured }: Priced): Reservation {
    const { budget } = configured;
    const price = costOf(most, { model, configured });
    if (budget.usd !== undefined && price === undefined) throw priceUnknown(model);
    const spent = this.#of(run);
    const taken = { tokens: most.input_tokens + most.output_tokens, usd: price ?? 0 };
    requireRoom('tokens', { left: budget.tokens, spent: spent.tokens, needed: taken.tokens });
    requireRoom('usd', { left: budget.usd, spent: spent.usd, needed: taken.usd });
    spent.tokens += taken.tokens;
    spent.usd += taken.usd;
    return {
      settle: (usage) => {
        spent.tokens += usage.input_tokens + usage.output_tokens - taken.tokens;
        spent.usd += (costOf(usage, { model, configured }) ?? 0) - taken.usd;
      },
    };
  }

  #of(run: string): Spent {
    const spent = this.#spent.get(run) ?? { tokens: 0, usd: 0 };
    // Put at the end: the run that was longest without a call is forgotten first.
    this.#spent.delete(run);
    this.#spent.set(run, spent);
    const [oldest] = this.#spent.keys();
    if (this.#spent.size > MAX_RUNS && oldest !== undefined) this.#spent.delete(oldest);
    return spent;
  }
}

export interface Reservation {
  /** What the call came to; nothing where it was not made. */
  settle(usage: Usage): void;
}

interface Priced {
  readonly model: string;
  readonly configured: Configuration;
}

/** In dollars; `undefined` where the configuration names no price. */
export function costOf({ input_tokens, output_tokens }: Usage, { model, configured }: Priced): number | undefined {
  const price = Object.hasOwn(configured.prices, model) ? configured.prices[model] : undefined;
  if (price === undefined) return undefined;
  return (input_tokens * price.input + output_tokens * price.output) / MILLION;
}

/** Not fewer than there are: a token is hardly ever less than a byte, and often four. */
export const mostTokensIn = (text: string): number => Buffer.byteLength(text) + 100;

function requireRoom(
  unit: 'tokens' | 'usd',
  { left, spent, needed }: { readonly left: number | undefined; readonly spent: number; readonly needed: number },
): void {
  if (left === undefined || spent + needed <= left) return;
  throw new ActionError(
    `the call may need ${needed} ${unit}, and the run has ${Math.max(0, left - spent)} of ${left} left`,
    {
      code: 'BUDGET_EXCEEDED',
      retryable: false,
      details: { unit, needed, spent, budget: left },
      suggestions: ['Lower max_tokens, or raise the module’s budget in the configuration.'],
    },
  );
}

const priceUnknown = (model: string): ActionError =>
  new ActionError(`the budget is in dollars and no price of ${model} is known`, {
    code: 'PRICE_UNKNOWN',
    retryable: false,
    suggestions: ['Name it under the module’s prices in the configuration.'],
  });
