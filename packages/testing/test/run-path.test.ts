import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, run, step, world } from './run-world.ts';

const lasting = (durations: Readonly<Record<string, number>>) =>
  world({ duration: (task) => durations[task] ?? 1_000 });

describe('the critical path of a run', () => {
  it('given a finished run, then it is the chain whose ends let the next begin, and its seconds are those of the run', async () => {
    const given = lasting({ a: 2_000, b: 6_000, c: 3_000, d: 4_000 });
    const document = await run(given, [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])]);
    expect(document.critical_path).toEqual({ steps: ['a', 'b', 'd'], seconds: 12 });
    expect(document.execution_time).toBe(12);
  });

  it('given one slot, then the wait for it is no part of the chain’s seconds, and says who had it', async () => {
    const given = lasting({ a: 5_000, b: 1_000, c: 1_000 });
    const { critical_path: path } = await run(given, [step('a'), step('b'), step('c', ['b'])], { max_parallel: 1 });
    expect(path).toEqual({
      steps: ['b', 'c'],
      seconds: 2,
      waits: [{ step: 'b', seconds: 5, for: 'slot', held_by: 'a' }],
    });
  });

  it('given a lock that another step has, then the wait names it', async () => {
    const given = lasting({ a: 3_000 });
    const lock = { resources: [{ type: 'lock', identifier: 'db' }] };
    const document = await run(given, [step('a', [], lock), step('b', [], lock)]);
    expect(document.critical_path).toEqual({
      steps: ['b'],
      seconds: 1,
      waits: [{ step: 'b', seconds: 3, for: 'resource', held_by: 'a', resources: ['db'] }],
    });
  });

  it('given a pause and a crash, then the time of both stands apart from what was worked', async () => {
    const first = lasting({});
    const live = await begin(first, [step('a'), step('b', ['a']), step('c', ['b'])]);
    live.ask({ kind: 'pause', stop: false });
    await first.clock.advance(4_000);
    live.ask({ kind: 'continue' });
    await first.clock.advance(500);
    first.journal.crash();
    const second = world({}, first.journal.open());
    await second.clock.advance(10_000);
    const interrupted = (await second.orchestrator.document(live.id)).critical_path;
    expect(interrupted.waits?.at(-1)).toEqual({ step: 'b', seconds: 6, for: 'interruption' });
    const again = await second.orchestrator.resume(live.id);
    await second.clock.runUntil(again.ended);
    const document = await second.orchestrator.document(live.id);
    expect(document.critical_path).toEqual({
      steps: ['a', 'b', 'c'],
      seconds: 3,
      waits: [
        { step: 'b', seconds: 3, for: 'pause' },
        { step: 'b', seconds: 6, for: 'interruption' },
      ],
    });
    expect(document.execution_time).toBe(12);
  });

  it('given a run that goes on, then what it took so far and what earlier runs took for the rest are one chain', async () => {
    const durations: Record<string, number> = { a: 2_000, b: 6_000, c: 3_000, d: 4_000 };
    const given = lasting(durations);
    const steps = [step('a'), step('b', ['a']), step('c', ['a']), step('d', ['b', 'c'])];
    await run(given, steps);
    durations.a = 3_000;
    const live = await begin(given, [...steps, step('new', ['d'])]);
    await given.clock.advance(5_000);
    expect((await given.orchestrator.document(live.id)).critical_path).toEqual({
      steps: ['a', 'b', 'd', 'new'],
      seconds: 13,
      unknown: ['new'],
    });
    durations.c = 20_000;
    await given.clock.runUntil(live.ended);
    expect((await given.orchestrator.document(live.id)).critical_path).toEqual({
      steps: ['a', 'b', 'd', 'new'],
      seconds: 14,
    });
  });

  it('given no earlier run, then everything to come is unknown, and the chain is the one of most steps', async () => {
    const given = lasting({});
    const live = await begin(given, [step('a'), step('b'), step('c', ['b'])]);
    await given.clock.advance(400);
    expect((await given.orchestrator.document(live.id)).critical_path).toEqual({
      steps: ['b', 'c'],
      seconds: 0.4,
      unknown: ['a', 'b', 'c'],
    });
    await given.clock.runUntil(live.ended);
  });

  it('given any graph, then the chain is no longer than the run, and as long where nothing waits for a slot', async () => {
    const task = fc.record({
      duration: fc.integer({ min: 0, max: 5_000 }),
      before: fc.array(fc.nat(), { maxLength: 3 }),
      run_on: fc.constantFrom('success', 'always', 'any_failure'),
      ends: fc.constantFrom('succeeds', 'succeeds', 'fails', 'declines'),
    });
    const runs = fc.record({
      tasks: fc.array(task, { minLength: 1, maxLength: 12 }),
      max_parallel: fc.constantFrom(1, 2, 64),
      late: fc.nat({ max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ tasks, max_parallel, late }) => {
        const given = world({
          duration: (name) => tasks[Number(name.slice(1))]?.duration ?? 700,
          ending: (name) => tasks[Number(name.slice(1))]?.ends ?? 'succeeds',
        });
        const steps = tasks.map(({ before, run_on }, at) =>
          step(`t${at}`, [...new Set(at === 0 ? [] : before.map((one) => `t${one % at}`))], { run_on }),
        );
        const finale = Array.from({ length: late }, (_, at) => step(`end-${at}`));
        const document = await run(given, steps, { max_parallel, ...(late > 0 && { finally: finale }) });
        const { seconds, waits = [], unknown } = document.critical_path;
        expect(unknown).toBeUndefined();
        expect(seconds).toBeLessThanOrEqual(document.execution_time);
        expect(waits.reduce((sum, wait) => sum + wait.seconds, seconds)).toBeCloseTo(document.execution_time, 6);
        if (max_parallel >= 64) expect({ seconds, waits }).toEqual({ seconds: document.execution_time, waits: [] });
      }),
      { numRuns: 60 },
    );
  });
});
