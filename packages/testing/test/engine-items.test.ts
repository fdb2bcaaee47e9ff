import { describe, expect, it } from 'vitest';
import { MemoryStepCache } from '../src/index.ts';
import { acting, begin, composed, run, step } from './acting.ts';
import { begin as beginIn, called, run as runIn, statuses, step as work, world } from './run-world.ts';

const lists = (items: unknown) =>
  acting('given', {
    list: () => ({ items }),
    show: (_, { value }) => value,
    pick: (_, { from, at }) => (from as unknown[])[at as number],
  });

describe('foreach', () => {
  it('given a list of another step, then each item is done with its index, and the results come in order', async () => {
    const given = composed([lists(['a', { b: 1 }, 3])]);
    const { status, results } = await run(given, [
      step('all', 'given.list'),
      step('each', 'given.show', {
        foreach: '{{ all.output.items }}',
        parameters: { value: ['{{ item }}', '{{ index }}', '{{ all.status }}'] },
      }),
      step('after', 'given.show', { parameters: { value: '{{ each.output[1] }}' } }),
    ]);
    expect(status).toBe('completed');
    const outputs = [
      ['a', 0, 'completed'],
      [{ b: 1 }, 1, 'completed'],
      [3, 2, 'completed'],
    ];
    expect(results.each).toMatchObject({
      output: outputs,
      items: outputs.map((output) => ({ status: 'completed', attempts: 1, output, error: null })),
    });
    expect(results.after?.output).toEqual(outputs[1]);
  });

  it('given max_parallel, then no more items are in hand than that, nor than the run has slots', async () => {
    const items = Array.from({ length: 9 }, (_, index) => index);
    const most = async (more: object, run: object): Promise<number> => {
      const given = world();
      await runIn(given, [work('each', [], { foreach: items, ...more })], run);
      return given.actions.mostRunning;
    };
    expect(await most({ max_parallel: 3 }, {})).toBe(3);
    expect(await most({ max_parallel: 5 }, { max_parallel: 2 })).toBe(2);
    expect(await most({}, { mode: 'sequential' })).toBe(1);
  });

  it('given no items, then the step is done with nothing', async () => {
    const { results } = await run(composed([lists([])]), [step('each', 'given.show', { foreach: [] })]);
    expect(results.each).toMatchObject({ status: 'completed', output: [], items: [] });
  });

  it('given items that fail, then the success rule says whether the step does, and nothing that was done is lost', async () => {
    const failing = (more: object) => [
      work('each', [], { foreach: [0, 1, 2, 3], ...more }),
      work('after', ['each'], {}),
    ];
    const script = { ending: (task: string) => (task === '1' ? ('fails for good' as const) : ('succeeds' as const)) };
    const all = await runIn(world(script), failing({}));
    expect(statuses(all)).toEqual([
      ['each', 'failed'],
      ['after', 'skipped'],
    ]);
    expect(all.results.each).toMatchObject({ error_code: 'ITEMS_FAILED' });
    expect(all.results.each?.items?.map(({ status }) => status)).toEqual([
      'completed',
      'failed',
      'completed',
      'completed',
    ]);
    for (const success of [{ min: 3 }, { tolerance: 0.25 }]) {
      const some = await runIn(world(script), failing({ success }));
      expect(statuses(some)).toEqual([
        ['each', 'completed'],
        ['after', 'completed'],
      ]);
      expect(some.results.each?.output).toMatchObject([{ task: '0' }, null, { task: '2' }, { task: '3' }]);
    }
    const tooFew = await runIn(world(script), failing({ success: { min: 4 } }));
    expect(tooFew.results.each).toMatchObject({ status: 'failed' });
  });

  it('given an item that fails at first, then it alone is tried again', async () => {
    const given = world({ ending: (task, attempt) => (task === '2' && attempt < 3 ? 'fails' : 'succeeds') });
    const { results } = await runIn(given, [work('each', [], { foreach: [0, 1, 2], max_retries: 3, retry_delay: 1 })]);
    expect(results.each?.items?.map(({ attempts }) => attempts)).toEqual([1, 1, 3]);
    expect(results.each?.attempts).toBe(1);
  });

  it('given a crash in the middle, then what was done is kept, and the rest is done', async () => {
    const first = world();
    const live = await beginIn(first, [
      work('each', [], { foreach: [0, 1, 2, 3], max_parallel: 2 }),
      work('after', ['each']),
    ]);
    await first.clock.advance(1_500);
    first.journal.crash();
    const second = world({}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['2', '3', 'after']);
    const { status, results } = await second.orchestrator.document(live.id);
    expect(status).toBe('completed');
    expect(results.each?.items?.map(({ attempts }) => attempts)).toEqual([1, 1, 2, 2]);
  });

  it('given a cancel, then the items are ended and begin no more, and no run is left open', async () => {
    const given = world();
    const live = await beginIn(given, [work('each', [], { foreach: [0, 1, 2, 3], max_parallel: 2 })]);
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
    const { status, results } = await given.orchestrator.document(live.id);
    expect(status).toBe('cancelled');
    expect(results.each?.items?.map((item) => item.status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(await given.journal.list({ unfinished: true, within: live.id })).toEqual([]);
  });

  it('given a cancel after the process died, then the items are ended too', async () => {
    const first = world();
    const live = await beginIn(first, [work('each', [], { foreach: [0, 1] })]);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await second.orchestrator.runtime.ask(live.id, { kind: 'cancel', reason: 'enough' });
    const { status } = await second.orchestrator.document(live.id);
    expect(status).toBe('cancelled');
    expect(await second.journal.list({ unfinished: true, within: live.id })).toEqual([]);
  });

  it('given a pause, then no item begins until it is continued, also across a crash', async () => {
    const first = world();
    const live = await beginIn(first, [work('each', [], { foreach: [0, 1, 2, 3], max_parallel: 2 })]);
    live.ask({ kind: 'pause', stop: false });
    await first.clock.advance(60_000);
    expect(called(first)).toEqual(['0', '1']);
    first.journal.crash();
    const second = world({}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.advance(60_000);
    expect(called(second)).toEqual([]);
    again.ask({ kind: 'continue' });
    await second.clock.runUntil(again.ended);
    expect(called(second)).toEqual(['2', '3']);
  });

  it('given a journal that refuses the run, then its items are let go too, and all goes on when it is resumed', async () => {
    const given = world();
    const live = await beginIn(given, [work('each', [], { foreach: [0, 1, 2], max_parallel: 1 })]);
    given.journal.failWrite(1, 'refuse');
    live.ask({ kind: 'pause', stop: false });
    await expect(live.ended).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([...given.actions.running]).toEqual([]);
    const again = await given.orchestrator.resume(live.id);
    await given.clock.runUntil(again.ended);
    expect(called(given).toSorted()).toEqual(['0', '0', '1', '2']);
    expect((await given.orchestrator.document(live.id)).status).toBe('completed');
  });

  it('given a run of items, then it is resumed with its run and not on its own', async () => {
    const first = world();
    const live = await beginIn(first, [work('each', [], { foreach: [0] })]);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await expect(second.orchestrator.resume(`${live.id}~each`)).rejects.toMatchObject({ code: 'RUN_IN_RUN' });
  });

  it('given items that are cached, then equal ones are answered, each for itself', async () => {
    const given = composed([lists([])], { stepCache: new MemoryStepCache() });
    const each = (items: readonly number[]) =>
      run(given, [step('each', 'given.show', { foreach: items, cache: true, parameters: { value: '{{ item }}' } })]);
    const cached = async (items: readonly number[]) =>
      (await each(items)).results.each?.items?.map((item) => item.cached);
    expect(await cached([1, 2])).toEqual([false, false]);
    expect(await cached([2, 3, 1])).toEqual([true, false, true]);
  });

  it('given runs that consist of items, then lists show the run alone', async () => {
    const given = world();
    const live = await beginIn(given, [work('each', [], { foreach: [0, 1] })]);
    await given.clock.runUntil(live.ended);
    expect((await given.journal.list()).map(({ id }) => id)).toEqual([live.id]);
    expect((await given.journal.list({ within: live.id })).map(({ id }) => id)).toEqual([`${live.id}~each`]);
  });

  it('given something that is no list, then the step fails and says what it is', async () => {
    const { results } = await run(composed([lists('text')]), [
      step('all', 'given.list'),
      step('each', 'given.show', { foreach: '{{ all.output.items }}' }),
    ]);
    expect(results.each).toMatchObject({
      status: 'failed',
      error_code: 'INVALID_PARAMETERS',
      error: '"foreach" is no list: it is a string',
    });
  });

  it('given ten thousand items, then all are done in order', async () => {
    const items = Array.from({ length: 10_000 }, (_, index) => index);
    const given = composed([lists(items)]);
    const live = await begin(given, [
      step('each', 'given.show', { foreach: items, parameters: { value: '{{ item * 2 }}' } }),
    ]);
    await live.ended;
    const { results } = await given.orchestrator.document(live.id);
    expect(results.each?.output).toEqual(items.map((item) => item * 2));
  });
});

describe('matrix', () => {
  it('given values, exclusions and additions, then every combination is done', async () => {
    const matrix = {
      os: ['linux', 'mac'],
      node: [20, 22],
      exclude: [{ os: 'mac', node: 20 }],
      include: [
        { os: 'linux', node: 22, lint: true },
        { os: 'windows', node: 24 },
      ],
    };
    const { results } = await run(composed([lists([])]), [
      step('each', 'given.show', { matrix, parameters: { value: ['{{ matrix }}', '{{ index }}'] } }),
    ]);
    expect(results.each?.output).toEqual([
      [{ os: 'linux', node: 20 }, 0],
      [{ os: 'linux', node: 22, lint: true }, 1],
      [{ os: 'mac', node: 22 }, 2],
      [{ os: 'windows', node: 24 }, 3],
    ]);
  });

  it('given values that an expression gives, then they are combined', async () => {
    const { results } = await run(
      composed([lists([])]),
      [
        step('each', 'given.show', {
          matrix: { n: '{{ numbers }}', s: ['x'] },
          parameters: { value: '{{ matrix.n }}' },
        }),
      ],
      { parameters: { numbers: { type: 'array', default: [1, 2] } } },
    );
    expect(results.each?.output).toEqual([1, 2]);
  });
});

describe('repeat', () => {
  const counting = () => {
    let count = 0;
    return acting('counting', { next: () => ({ count: ++count, at: Date.now() }) });
  };

  it('given a condition, then the work is done until it holds, with a delay between', async () => {
    const given = composed([counting()]);
    const { results, execution_time } = await run(given, [
      step('poll', 'counting.next', { repeat: { until: '{{ output.count >= 3 }}', max: 10, delay: 5 } }),
    ]);
    expect(results.poll).toMatchObject({ status: 'completed', attempts: 3, output: { count: 3 } });
    expect(execution_time).toBe(10);
  });

  it('given a condition that never holds, then the step fails after the bound', async () => {
    const { results } = await run(composed([counting()]), [
      step('poll', 'counting.next', { repeat: { until: '{{ output.count < 0 }}', max: 4 } }),
    ]);
    expect(results.poll).toMatchObject({ status: 'failed', attempts: 4, error_code: 'REPEAT_EXHAUSTED' });
  });

  it('given a crash between two rounds, then the rounds that were done count', async () => {
    const first = composed([counting()]);
    const live = await begin(first, [
      step('poll', 'counting.next', { repeat: { until: '{{ index == 3 }}', max: 4, delay: 60 } }),
    ]);
    await first.clock.advance(130_000);
    first.journal.crash();
    const second = composed([counting()], {}, first.journal.open());
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    const { results } = await second.orchestrator.document(live.id);
    expect(results.poll).toMatchObject({ status: 'completed', attempts: 4, output: { count: 1 } });
  });
});
