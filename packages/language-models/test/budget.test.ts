import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BudgetLedger, type Usage } from '../src/budget.ts';
import { configuration } from '../src/configuration.ts';

describe('a budget', () => {
  test('given any calls of any runs, side by side or not, then no run goes over and what is not used comes back', () => {
    const configured = configuration.parse({ budget: { tokens: 1_000 }, prices: {} });
    const call = fc.record({
      run: fc.constantFrom('r1', 'r2'),
      most: fc.record({ input_tokens: fc.nat(400), output_tokens: fc.nat(400) }),
      used: fc.float({ min: 0, max: 1, noNaN: true }),
      delay: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const ledger = new BudgetLedger();
        const spent = new Map<string, number>();
        const open: { at: number; end: () => void }[] = [];
        for (const [now, { run, most, used, delay }] of calls.entries()) {
          for (const one of open.filter(({ at }) => at === now)) one.end();
          const needed = most.input_tokens + most.output_tokens;
          const before = spent.get(run) ?? 0;
          const reserve = () => ledger.reserve(run, most, { model: 'm', configured });
          if (before + needed > 1_000) {
            expect(reserve).toThrow(expect.objectContaining({ code: 'BUDGET_EXCEEDED' }));
            continue;
          }
          const reservation = reserve();
          spent.set(run, before + needed);
          const usage: Usage = {
            input_tokens: Math.floor(most.input_tokens * used),
            output_tokens: Math.floor(most.output_tokens * used),
          };
          const end = (): void => {
            reservation.settle(usage);
            spent.set(run, (spent.get(run) ?? 0) - needed + usage.input_tokens + usage.output_tokens);
          };
          if (delay === 0) end();
          else open.push({ at: now + delay, end });
        }
        for (const total of spent.values()) expect(total).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});
