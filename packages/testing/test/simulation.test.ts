import { runId } from '@codomyrmex/core';
import { plan } from '@codomyrmex/dag';
import {
  definitionFrom,
  type SimulatedRun,
  simulateRun,
  simulateWorkflow,
  simulationDocument,
} from '@codomyrmex/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { begin, type Composed, composed, run, step } from './acting.ts';
import { scripted } from './scripted.ts';

/** An engine whose steps take as many milliseconds as `durations` says. */
function given(durations: Readonly<Record<string, number>>, options: Parameters<typeof composed>[1] = {}): Composed {
  const clock = new VirtualClock();
  const { plugin } = scripted(clock, {
    duration: (task) => durations[task] ?? 1_000,
    ending: (task, attempt) => (task.startsWith('flaky') && attempt === 1 ? 'fails' : 'succeeds'),
  });
  return { ...composed([plugin], { clock, ...options }), clock };
}

const work = (name: string, dependencies: readonly string[] = [], more: object = {}): object =>
  step(name, 'scripted.work', { dependencies, ...more });

const cores = (amount: number): object => ({ resources: [{ type: 'cpu', amount: { cores: amount } }] });

async function simulated(
  { orchestrator }: Composed,
  steps: readonly object[],
  options: Parameters<typeof simulateWorkflow>[2] = {},
  more: object = {},
): ReturnType<typeof simulateWorkflow> {
  const workflow = await orchestrator.check(definitionFrom({ name: 'w', steps, ...more }, 'w'));
  return simulateWorkflow(orchestrator, workflow, options);
}

const bare = (durations: readonly number[], more: Partial<SimulatedRun> = {}): SimulatedRun => {
  const planned = plan(durations.map((_, task) => ({ name: `t${task}`, dependencies: [] })));
  if (!planned.ok) throw new Error('tasks without edges are a plan');
  return {
    plan: planned.plan,
    requests: durations.map(() => []),
    durations,
    mode: 'parallel',
    maxParallel: 64,
    resources: [{ id: 'workers', type: 'queue', capacity: { slots: 64 } }],
    ...more,
  };
};

describe('the simulation of a run', () => {
  it('given any finished run, then its durations played again give its times to the millisecond', async () => {
    const task = fc.record({
      duration: fc.integer({ min: 0, max: 5_000 }),
      cores: fc.integer({ min: 0, max: 4 }),
      before: fc.array(fc.nat(), { maxLength: 3 }),
      priority: fc.constantFrom('low', 'normal', 'high', 'critical'),
    });
    const runs = fc.record({
      tasks: fc.array(task, { minLength: 1, maxLength: 12 }),
      mode: fc.constantFrom('sequential', 'parallel', 'priority', 'resource_aware'),
      max_parallel: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ tasks, ...more }) => {
        const steps = tasks.map((spec, at) =>
          work(`t${at}`, [...new Set(at === 0 ? [] : spec.before.map((before) => `t${before % at}`))], {
            priority: spec.priority,
            ...(spec.cores > 0 && cores(spec.cores)),
          }),
        );
        const world = given(Object.fromEntries(tasks.map(({ duration }, at) => [`t${at}`, duration])));
        const began = world.clock.now();
        const document = await run(world, steps, more);
        const events = await world.orchestrator.runtime.events(runId(document.execution_id));
        const simulation = await simulated(world, steps, {}, more);
        expect(simulation.totalTime).toBe(document.execution_time);
        const starts = events.flatMap((event): [string, number][] =>
          event.type === 'attempt_started' ? [[`t${event.task}`, (event.at - began) / 1000]] : [],
        );
        expect(new Map(Object.entries(simulation.steps).map(([name, { start }]) => [name, start]))).toEqual(
          new Map(starts),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('given tasks that share two cores, then it says who waits for whom, and what was in use', async () => {
    const world = given({ a: 4_000, b: 2_000, c: 1_000 });
    const steps = [work('a', [], cores(1)), work('b', [], cores(1)), work('c', ['b'], cores(2))];
    await run(world, steps);
    const simulation = await simulated(world, steps, { resources: { cpu: 2 } });
    expect(simulation.totalTime).toBe(5);
    expect(simulation.steps.c).toEqual({
      start: 4,
      end: 5,
      waited: 2,
      waitedFor: ['2 cores of system_cpu, held by a'],
    });
    expect(simulation.criticalPath).toEqual({ steps: ['a'], duration: 4 });
    expect(simulation.resources).toEqual({ 'system_cpu.cores': { capacity: 2, peak: 2, utilization: 0.8 } });
    expect(simulation.slots.peak).toBe(2);
    expect((await simulated(world, steps, { resources: { cpu: 4 } })).totalTime).toBe(4);
  });

  it('given fewer slots or one after the other, then the time grows as it would, and nothing has run', async () => {
    const world = given({});
    const steps = ['a', 'b', 'c', 'd'].map((name) => work(name));
    await run(world, steps);
    expect((await simulated(world, steps)).totalTime).toBe(1);
    const halved = await simulated(world, steps, { maxParallel: 2 });
    expect(halved).toMatchObject({ totalTime: 2, slots: { capacity: 2, peak: 2, utilization: 1 } });
    expect(halved.steps.c).toMatchObject({ waited: 1, waitedFor: ['1 slots of the run, held by b, a'] });
    expect((await simulated(world, steps, { mode: 'sequential' })).totalTime).toBe(4);
    expect(await world.orchestrator.runtime.list()).toHaveLength(1);
    expect(world.orchestrator.capacity.line.size).toBe(0);
  });

  it('given a step that was retried, then it lasts as long as its attempts with the delay between them', async () => {
    const world = given({ flaky: 2_000 });
    const steps = [work('flaky', [], { max_retries: 1, retry_delay: 3 }), work('after', ['flaky'])];
    const document = await run(world, steps);
    const simulation = await simulated(world, steps);
    expect(simulation.totalTime).toBe(document.execution_time);
    expect(simulationDocument(simulation).steps.flaky?.duration).toBe(7);
  });

  it('given steps that never ran, then they last as long as the median of the others, or as whoever asks says', async () => {
    const world = given({ a: 1_000, b: 5_000, c: 2_000 });
    const known = ['a', 'b', 'c'].map((name) => work(name));
    await run(world, known);
    const steps = [...known, work('new', ['b'])];
    const guessed = simulationDocument(await simulated(world, steps));
    expect(guessed.total_time).toBe(7);
    expect(guessed.steps.new).toMatchObject({ duration: 2, duration_from: 'median', start: 5, end: 7 });
    expect(guessed.steps.a).toMatchObject({ duration: 1, duration_from: 'history' });
    const said = simulationDocument(await simulated(world, steps, { defaultDuration: 10 }));
    expect(said.steps.new).toMatchObject({ duration: 10, duration_from: 'default' });
  });

  it('given newer runs that failed, then durations are from the newest that completed', async () => {
    const durations: Record<string, number> = { a: 3_000 };
    const world = given(durations);
    await run(world, [work('a')]);
    durations.a = 9_000;
    await run(world, [work('a'), step('broken', 'scripted.work', { timeout: 0.5 })]);
    expect((await simulated(world, [work('a')])).totalTime).toBe(3);
  });

  it('given no run that completed, then it says so and what to do; given a default, then that is enough', async () => {
    const world = given({});
    await expect(simulated(world, [work('a')])).rejects.toMatchObject({ code: 'NO_HISTORY' });
    expect((await simulated(world, [work('a')], { defaultDuration: 2 })).totalTime).toBe(2);
  });

  it('given a timeout of the whole run, then the simulation ends with it as the run would', async () => {
    const simulation = await simulated(
      given({}),
      [work('a'), work('b', ['a'])],
      { defaultDuration: 2 },
      { timeout: 3 },
    );
    expect(simulation).toMatchObject({ status: 'failed', totalTime: 3, steps: { b: { start: null, end: null } } });
  });

  it.each([
    ['a name that is none', { nothing: 1 }, 'there is no resource "nothing"'],
    ['a unit that is none', { 'system_cpu.gb': 1 }, '"system_cpu" counts no gb'],
    ['an amount that is none', { cpu: Number.NaN }, 'cpu holds a number from 0 on'],
  ])('given %s among the resources, then it is refused', async (_, resources, message) => {
    await expect(simulated(given({}), [work('a')], { defaultDuration: 1, resources })).rejects.toThrow(message);
  });

  it('given more than there will ever be, then it is refused as the run would be', async () => {
    const asked = simulated(given({}), [work('a', [], cores(8))], { defaultDuration: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' });
    const enough = await simulated(given({}), [work('a', [], cores(8))], { defaultDuration: 1, resources: { cpu: 8 } });
    expect(enough.totalTime).toBe(1);
  });

  it('given ten thousand tasks, then each is simulated, and other work of the process is not held up', async () => {
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    turn();
    const durations = Array.from({ length: 10_000 }, (_, task) => 1 + (task % 7));
    const simulation = await simulateRun(bare(durations));
    isOver = true;
    const work = durations.reduce((sum, duration) => sum + duration, 0) / 1000;
    expect(simulation.slots).toMatchObject({ capacity: 64, peak: 64 });
    expect(simulation.totalTime).toBeGreaterThanOrEqual(work / 64);
    expect(simulation.totalTime).toBeLessThan(work / 64 + 0.02);
    expect(turns).toBeGreaterThan(100);
  });
});

describe('how long a run will still take', () => {
  const steps = [work('a'), work('b', ['a']), work('c', ['a']), work('d', ['b', 'c'])];
  const durations = { a: 2_000, b: 6_000, c: 3_000, d: 4_000 };

  it('given earlier runs, then the document of one that goes on says it at every moment, and that of one that is over does not', async () => {
    const world = given(durations);
    const finished = await run(world, steps);
    expect(finished).not.toHaveProperty('remaining_seconds');
    const live = await begin(world, steps);
    for (const [passed, left] of [
      [0, 12],
      [1, 11],
      [3, 9],
      [6, 6],
      [9, 3],
    ] as const) {
      await world.clock.advance(live.state.startedAt + passed * 1000 - world.clock.now());
      const document = await world.orchestrator.document(live.id);
      expect(document).toMatchObject({ status: 'running', remaining_seconds: left });
      expect(Date.parse(document.estimated_end_time ?? '')).toBe(world.clock.now() + left * 1000);
    }
    await world.clock.runUntil(live.ended);
    expect(await world.orchestrator.document(live.id)).not.toHaveProperty('estimated_end_time');
  });

  it('given one slot, then what waits for it is counted one after the other', async () => {
    const world = given(durations);
    await run(world, steps);
    const live = await begin(world, steps, { max_parallel: 1 });
    await world.clock.advance(3_000);
    expect((await world.orchestrator.document(live.id)).remaining_seconds).toBe(12);
    await world.clock.runUntil(live.ended);
  });

  it('given a step that runs longer than before, then it is taken to end now', async () => {
    const lasting: Record<string, number> = { a: 1_000, b: 1_000 };
    const world = given(lasting);
    const pair = [work('a'), work('b', ['a'])];
    await run(world, pair);
    lasting.a = 9_000;
    const live = await begin(world, pair);
    await world.clock.advance(5_000);
    expect((await world.orchestrator.document(live.id)).remaining_seconds).toBe(1);
    await world.clock.runUntil(live.ended);
  });

  it('given no earlier run, then nothing is said', async () => {
    const world = given(durations);
    const live = await begin(world, steps);
    expect(await world.orchestrator.document(live.id)).not.toHaveProperty('remaining_seconds');
    await world.clock.runUntil(live.ended);
  });
});
