import { runId } from '@codomyrmex/core';
import { type Explanation, explanation } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { createMemoryJournal, VirtualClock } from '../src/index.ts';
import { begin, type Composed, composed } from './acting.ts';
import { type Script, scripted } from './scripted.ts';

const work = (name: string, more: object = {}) => ({
  name,
  module: 'scripted',
  action: 'work',
  max_retries: 0,
  ...more,
});

function given(script: Partial<Script>, journal = createMemoryJournal()): Composed {
  const clock = new VirtualClock();
  return { ...composed([scripted(clock, script).plugin], { clock, inbox: journal.inbox }, journal), clock };
}

async function explained({ orchestrator }: Composed): Promise<Explanation> {
  const [head] = await orchestrator.runtime.list();
  return (head && (await explanation(orchestrator.runtime, head.id))) ?? {};
}

describe('explaining a run', () => {
  it('given steps that ran, failed, were retried and skipped, then each attempt has its reason and outcome', async () => {
    const all = given({
      ending: (task, attempt) =>
        task === 'flaky' && attempt < 3
          ? 'fails'
          : task === 'bad'
            ? 'fails for good'
            : task === 'none'
              ? 'declines'
              : 'succeeds',
    });
    const live = await begin(all, [
      work('flaky', { max_retries: 5, retry_delay: 2 }),
      work('next', { dependencies: ['flaky'] }),
      work('bad'),
      work('after', { dependencies: ['bad'] }),
      work('anyway', { dependencies: ['bad', 'flaky'], run_on: 'always' }),
      work('none'),
    ]);
    await all.clock.runUntil(live.ended);
    const steps = await explained(all);
    const fails = 'failed with ACTION_FAILED: flaky fails';
    expect(steps).toMatchObject({
      flaky: [
        {
          attempt: 1,
          decision: 'ran',
          reason: 'first attempt: it waits for no other step',
          outcome: fails,
          changed: [],
        },
        { attempt: 2, reason: 'retry after ACTION_FAILED: flaky fails, with a delay of 2 s', outcome: fails },
        { attempt: 3, reason: expect.stringContaining('with a delay of 4 s'), outcome: 'completed' },
      ],
      next: [{ attempt: 1, decision: 'ran', reason: 'first attempt: flaky completed', outcome: 'completed' }],
      bad: [{ attempt: 1, decision: 'ran', outcome: 'failed with ACTION_FAILED: bad fails for good' }],
      after: [{ attempt: 1, decision: 'skipped', reason: 'dependency_failed: bad' }],
      anyway: [{ decision: 'ran', reason: 'first attempt: bad failed, flaky completed, and it runs on always' }],
      none: [
        { attempt: 1, decision: 'skipped', reason: expect.stringMatching(/^not_applicable: .*nothing to do here/) },
      ],
    });
    for (const attempts of Object.values(steps)) expect(attempts.length).toBeGreaterThan(0);
  });

  it('given a run that goes on, then what is blocked says by whom, and after a cancel why it never ran', async () => {
    const all = given({ ending: (task) => (task === 'again' ? 'fails' : 'never ends') });
    const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
    const live = await begin(all, [
      work('holds', lock),
      work('wants', lock),
      work('waits', { dependencies: ['holds', 'wants'] }),
      work('again', { max_retries: 3, retry_delay: 60 }),
    ]);
    await all.clock.advance(1_500);
    expect(await explained(all)).toMatchObject({
      holds: [{ decision: 'ran' }],
      wants: [
        { attempt: 1, decision: 'blocked', reason: expect.stringMatching(/^waits for .*db.*held by run .* \/ holds/) },
      ],
      waits: [{ attempt: 1, decision: 'blocked', reason: 'waits for holds (running), wants (ready)' }],
      again: [
        { attempt: 1, decision: 'ran' },
        {
          attempt: 2,
          decision: 'blocked',
          reason: expect.stringMatching(/^waits until 2026-.*: retry after ACTION_FAILED/),
        },
      ],
    });
    live.cancel('enough');
    await all.clock.runUntil(live.ended);
    const cancelled = 'cancelled: the run was cancelled (enough)';
    expect(await explained(all)).toMatchObject({
      holds: [{ attempt: 1, decision: 'ran', outcome: 'was stopped: the run was cancelled (enough)' }],
      wants: [{ attempt: 1, decision: 'skipped', reason: cancelled }],
      waits: [{ attempt: 1, decision: 'skipped', reason: cancelled }],
      again: [
        { attempt: 1, decision: 'ran' },
        { attempt: 2, decision: 'skipped', reason: cancelled },
      ],
    });
  });

  it('given a run that took too long, then its steps say so', async () => {
    const all = given({ ending: () => 'never ends' });
    const live = await begin(all, [work('a'), work('b', { dependencies: ['a'] })], { timeout: 5 });
    await all.clock.runUntil(live.ended);
    expect(await explained(all)).toMatchObject({
      a: [{ decision: 'ran', outcome: 'was stopped: the run took longer than its 5 s (TIMEOUT_EXCEEDED)' }],
      b: [{ decision: 'skipped', reason: 'cancelled: the run took longer than its 5 s (TIMEOUT_EXCEEDED)' }],
    });
  });

  it('given a process that died, then what was open says how to go on, and afterwards that an attempt was lost', async () => {
    const journal = createMemoryJournal();
    const first = given({ ending: () => 'never ends' }, journal);
    await begin(first, [work('a'), work('b', { dependencies: ['a'] })]);
    const next = given({}, journal.crash());
    expect(await explained(next)).toMatchObject({
      a: [{ attempt: 1, decision: 'ran' }],
      b: [{ decision: 'blocked', reason: expect.stringContaining('codomyrmex run resume') }],
    });
    const [head] = await next.orchestrator.runtime.list();
    const live = await next.orchestrator.resume(head?.id ?? '');
    await next.clock.runUntil(live.ended);
    expect((await explained(next)).a).toMatchObject([
      { attempt: 1, outcome: 'was lost with its process' },
      {
        attempt: 2,
        decision: 'ran',
        reason: expect.stringContaining('was lost with its process'),
        outcome: 'completed',
      },
    ]);
  });

  it('given a run of another process, then what is ready waits there; given none, then there is no explanation', async () => {
    const journal = createMemoryJournal();
    const owner = given({ ending: () => 'never ends' }, journal);
    await begin(owner, [work('a'), work('b')], { max_parallel: 1 });
    const other = given({}, journal.open());
    expect((await explained(other)).b).toMatchObject([
      { decision: 'blocked', reason: expect.stringContaining('process') },
    ]);
    expect(await explanation(other.orchestrator.runtime, runId('nothing'))).toBeUndefined();
  });
});
