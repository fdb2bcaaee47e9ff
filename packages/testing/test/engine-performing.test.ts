import { describe, expect, it } from 'vitest';
import { acting, begin, composed, run, step } from './acting.ts';

const greetings = acting('greetings', {
  greet: (_context, { who }) => ({ text: `hello ${String(who)}` }),
  stay: ({ signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))), // an engine aborts with errors
});

describe('who performs actions', () => {
  it('given a wrapper around the engine’s own way, then it sees every attempt and what came of it', async () => {
    const seen: unknown[] = [];
    const given = composed([greetings], {
      perform: (here) => async (work, input, context) => {
        const output = await here(work, input, context);
        seen.push([work.action.id, context.task, context.attempt, input, output]);
        return output;
      },
    });
    const { status } = await run(given, [
      step('a', 'greetings.greet', { parameters: { who: 'you' } }),
      step('b', 'greetings.greet', { dependencies: ['a'], parameters: { who: '{{ a.output.text }}' } }),
    ]);
    expect(status).toBe('completed');
    expect(seen).toEqual([
      ['greetings.greet', 'a', 1, { who: 'you' }, { text: 'hello you' }],
      ['greetings.greet', 'b', 1, { who: 'hello you' }, { text: 'hello hello you' }],
    ]);
  });

  it('given another one in its place, then its answers are the outputs, also synchronous ones', async () => {
    const given = composed([greetings], { perform: () => (_work, input) => ({ performed: input }) });
    const { results } = await run(given, [step('a', 'greetings.greet', { parameters: { who: 'you' } })]);
    expect(results.a?.output).toEqual({ performed: { who: 'you' } });
  });

  it('given an answer that is no plain JSON, then the step fails as that of any action would', async () => {
    const given = composed([greetings], { perform: () => () => ({ n: 1n }) });
    const { results } = await run(given, [step('a', 'greetings.greet')]);
    expect(results.a).toMatchObject({ status: 'failed', error_code: 'INVALID_OUTPUT' });
  });

  it('given one that throws on the first attempt, then the retry is its second call', async () => {
    const attempts: number[] = [];
    const given = composed([greetings], {
      perform: (here) => (work, input, context) => {
        attempts.push(context.attempt);
        if (context.attempt === 1) throw new Error('the worker is away');
        return here(work, input, context);
      },
    });
    const { status } = await run(given, [step('a', 'greetings.greet', { max_retries: 1, parameters: { who: 'you' } })]);
    expect({ status, attempts }).toEqual({ status: 'completed', attempts: [1, 2] });
  });

  it('given a step beyond its timeout, then the signal of the context tells the performer', async () => {
    const reasons: unknown[] = [];
    const given = composed([greetings], {
      perform: (here) => (work, input, context) => {
        context.signal.addEventListener('abort', () => reasons.push(context.task));
        return here(work, input, context);
      },
    });
    const { results } = await run(given, [step('a', 'greetings.stay', { timeout: 5 })]);
    expect(results.a).toMatchObject({ status: 'failed', error_code: 'TIMEOUT_EXCEEDED' });
    expect(reasons).toEqual(['a']);
  });

  it('given a cancel that comes while a tap holds an attempt up, then its action is not called', async () => {
    const called: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const held = acting(
      'held',
      { work: (context) => called.push(context.task) },
      {
        taps: (hooks) =>
          hooks.beforeAttempt.tapPromise('held', async (parameters) => {
            await gate;
            return parameters;
          }),
      },
    );
    const given = composed([held]);
    const live = await begin(given, [step('a', 'held.work')]);
    await given.orchestrator.runtime.ask(live.id, { kind: 'cancel', reason: 'enough' });
    await given.clock.settle();
    open();
    await given.clock.runUntil(live.ended);
    const { status, results } = await given.orchestrator.document(live.id);
    expect([status, results.a?.status, called]).toEqual(['cancelled', 'cancelled', []]);
  });
});
