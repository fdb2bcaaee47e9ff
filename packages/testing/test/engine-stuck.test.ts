import { describe, expect, it } from 'vitest';
import { acting, begin, type Composed, composed, step } from './acting.ts';

/** `deaf.work` never looks at its signal; it ends when the test lets it, with the words that the test gives. */
function deaf(): Composed & { readonly answers: ((output: unknown) => void)[]; readonly signals: AbortSignal[] } {
  const answers: ((output: unknown) => void)[] = [];
  const signals: AbortSignal[] = [];
  const work = ({ signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise((resolve) => void answers.push(resolve));
  };
  return { ...composed([acting('deaf', { work })]), answers, signals };
}

describe('an action that does not listen', () => {
  it('given a timeout, then 5 s later it has failed, its slot is free, and what it says then changes nothing', async () => {
    const given = deaf();
    const live = await begin(given, [step('a', 'deaf.work', { timeout: 10 }), step('b', 'deaf.work')], {
      mode: 'sequential',
    });
    await given.clock.advance(10_000);
    expect(given.signals[0]?.aborted).toBe(true);
    await given.clock.advance(4_999);
    expect(live.state.tasks[0]).toMatchObject({ kind: 'running' });
    expect(given.answers.length).toBe(1);
    await given.clock.advance(1);
    expect(live.state.tasks[0]).toMatchObject({ kind: 'failed', failure: { code: 'TIMEOUT_EXCEEDED' } });
    expect(given.answers.length).toBe(2);

    const facts = (await given.orchestrator.runtime.events(live.id)).length;
    given.answers[0]?.('too late');
    await given.clock.settle();
    expect((await given.orchestrator.runtime.events(live.id)).length).toBe(facts);
    given.answers[1]?.('in time');
    await given.clock.runUntil(live.ended);
    expect(await given.orchestrator.document(live.id)).toMatchObject({
      status: 'failed',
      results: {
        a: { status: 'failed', error_code: 'TIMEOUT_EXCEEDED' },
        b: { status: 'completed', output: 'in time' },
      },
    });
  });

  it('given a retry, then the answer of the old attempt is not taken for that of the new one', async () => {
    const given = deaf();
    const live = await begin(given, [step('a', 'deaf.work', { timeout: 10, max_retries: 1, retry_delay: 1 })]);
    await given.clock.advance(16_000);
    expect(given.answers.length).toBe(2);
    given.answers[0]?.('old');
    await given.clock.settle();
    expect(live.state.tasks[0]).toMatchObject({ kind: 'running', attempt: 2 });
    given.answers[1]?.('new');
    await given.clock.runUntil(live.ended);
    expect((await given.orchestrator.document(live.id)).results.a).toMatchObject({ attempts: 2, output: 'new' });
  });

  it('given an answer after the timeout and before those 5 s are over, then the attempt still has failed', async () => {
    const given = deaf();
    const live = await begin(given, [step('a', 'deaf.work', { timeout: 10 })]);
    await given.clock.advance(12_000);
    given.answers[0]?.('a bit late');
    await given.clock.settle();
    expect(live.state.tasks[0]).toMatchObject({ kind: 'failed', endedAt: given.clock.now() });
    expect(given.clock.pending).toBe(0);
  });

  it('given a cancel, then the run has ended 5 s later as cancelled, and stays so', async () => {
    const given = deaf();
    const live = await begin(given, [step('a', 'deaf.work')]);
    live.cancel('enough');
    await given.clock.advance(4_999);
    expect(live.state.phase.kind).toBe('cancelling');
    await given.clock.advance(1);
    expect(live.state.phase).toMatchObject({ kind: 'ended', status: 'cancelled' });
    given.answers[0]?.('too late');
    await given.clock.settle();
    expect(await given.orchestrator.document(live.id)).toMatchObject({
      status: 'cancelled',
      results: { a: { status: 'cancelled' } },
    });
    expect(given.clock.pending).toBe(0);
  });
});
