import { definitionFrom, simulateWorkflow, simulationDocument } from '@codomyrmex/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { type Composed, composed, run, step } from './acting.ts';
import { countedCalls } from './counted-calls.ts';
import { scripted } from './scripted.ts';

/** An engine whose steps take as many milliseconds as their names and those of their items say. */
function given(durationOf: (task: string) => number = () => 1_000): Composed {
  const clock = new VirtualClock();
  const { plugin } = scripted(clock, { duration: durationOf });
  return { ...composed([plugin], { clock, maxWorkers: 8 }), clock };
}

const byLetters = (task: string): number =>
  100 + 37 * Array.from(task).reduce((sum, letter) => (sum * 7 + letter.charCodeAt(0)) % 97, 0);

const work = (name: string, dependencies: readonly string[] = [], more: object = {}): object =>
  step(name, 'scripted.work', { dependencies, ...more });
const calls = (name: string, workflow: string, more: object = {}): object => ({ name, workflow, ...more });

async function simulated(
  { orchestrator }: Composed,
  steps: readonly object[],
  more: object = {},
  options: Parameters<typeof simulateWorkflow>[2] = {},
) {
  const workflow = await orchestrator.check(definitionFrom({ name: 'w', steps, ...more }, 'w'));
  return simulationDocument(await simulateWorkflow(orchestrator, workflow, options));
}

describe('the simulation of items and sub-workflows', () => {
  // Which of two inner runs that begin at the same moment asks first is not said: one comes after the other here.
  it('given any finished run with one after the other, then its durations played again give its times to the millisecond', async () => {
    const some = fc.record({
      kind: fc.constantFrom('action', 'items', 'workflow', 'workflows'),
      count: fc.integer({ min: 0, max: 5 }),
      atOnce: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      cores: fc.integer({ min: 0, max: 3 }),
    });
    const runs = fc.record({
      tasks: fc.array(some, { minLength: 1, maxLength: 6 }),
      mode: fc.constantFrom('sequential', 'parallel', 'priority', 'resource_aware'),
      max_parallel: fc.integer({ min: 1, max: 5 }),
      inside: fc.record({
        mode: fc.constantFrom('sequential', 'parallel'),
        max_parallel: fc.integer({ min: 1, max: 3 }),
      }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ tasks, inside, ...limits }) => {
        const steps = tasks.map(({ kind, count, atOnce, cores }, at) => {
          const dependencies = at === 0 ? [] : [`t${at - 1}`];
          const foreach = Array.from({ length: count }, (_, item) => item);
          const limit = atOnce === undefined ? {} : { max_parallel: atOnce };
          const resources = cores === 0 ? {} : { resources: [{ type: 'cpu', amount: { cores } }] };
          switch (kind) {
            case 'action':
              return work(`t${at}`, dependencies, resources);
            case 'items':
              return work(`t${at}`, dependencies, { foreach, ...limit, ...resources });
            case 'workflow':
              return calls(`t${at}`, 'sub', { dependencies, ...limit });
            case 'workflows':
              return calls(`t${at}`, 'sub', { dependencies, foreach, ...limit });
          }
        });
        const sub = {
          name: 'sub',
          ...inside,
          steps: [work('a'), work('b'), work('c', ['a']), work('d', [], { foreach: [1, 2] })],
        };
        const more = { ...limits, workflows: { sub } };
        const world = given(byLetters);
        const document = await run(world, steps, more);
        expect(document.status).toBe('completed');
        const simulation = await simulated(world, steps, more);
        expect(simulation.total_time).toBe(document.execution_time);
        const lasted = Object.entries(document.results).map(([name, { execution_time: took }]) => [name, took]);
        expect(Object.entries(simulation.steps).map(([name, { duration }]) => [name, duration])).toEqual(lasted);
      }),
      { numRuns: 30 },
    );
  });

  it('given fewer slots, then items take them as they would, and the chain is that of one item', async () => {
    const world = given();
    const steps = [work('each', [], { foreach: [1, 2, 3, 4] }), work('after', ['each'])];
    await run(world, steps);
    expect((await simulated(world, steps)).total_time).toBe(2);
    const narrow = await simulated(world, steps, {}, { maxParallel: 2 });
    expect(narrow).toMatchObject({
      total_time: 3,
      critical_path: ['each', 'after'],
      critical_path_time: 2,
      slots: { capacity: 2, peak: 2 },
      steps: {
        each: {
          start: 0,
          end: 2,
          duration: 2,
          duration_from: 'simulation',
          items: { count: 4, count_from: 'definition' },
        },
      },
    });
  });

  it('given items out of a step, then there are as many as in the newest run, or as whoever asks says', async () => {
    const world = given();
    const list = work('list', [], { parameters: { value: [1, 2, 3] } });
    const steps = [list, work('each', ['list'], { foreach: '{{ list.output.value }}', max_parallel: 1 })];
    const counted = async (options: object = {}) => {
      const { steps: found, total_time: total } = await simulated(world, steps, {}, options);
      return { items: found.each?.items, total };
    };
    expect(await counted({ defaultDuration: 2 })).toEqual({ items: { count: 1, count_from: 'unknown' }, total: 4 });
    await run(world, steps);
    expect(await counted()).toEqual({ items: { count: 3, count_from: 'history' }, total: 4 });
    expect(await counted({ items: { each: 10 } })).toEqual({ items: { count: 10, count_from: 'given' }, total: 11 });
    await expect(counted({ items: { list: 10 } })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
      suggestions: ['These have: each.'],
    });
  });

  it.each([-1, Number.NaN, 1.5])(
    'given %s for a number of items, then it is refused as none, for any step',
    async (count) => {
      const steps = [work('each', [], { foreach: [1, 2] }), work('many', [], { foreach: [1, 2] })];
      const asked = simulated(given(), steps, {}, { defaultDuration: 1, items: { each: count } });
      await expect(asked).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
        message: `each has a whole number of items, not ${count}`,
      });
    },
  );

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'given items of a step called %s, then they are counted as those of any other',
    async (name) => {
      const steps = [work(name, [], { foreach: [1, 2, 3], max_parallel: 1 })];
      const { steps: found, total_time: total } = await simulated(given(), steps, {}, { defaultDuration: 1 });
      expect(total).toBe(3);
      expect(found[name]?.items).toEqual({ count: 3, count_from: 'definition' });
      const more = await simulated(given(), steps, {}, { defaultDuration: 1, items: { [name]: 5 } });
      expect(more.steps[name]?.items).toEqual({ count: 5, count_from: 'given' });
    },
  );

  it('given items out of a parameter, then its default says how many there are', async () => {
    const parameters = { names: { type: 'array', default: ['a', 'b'] } };
    const steps = [work('each', [], { foreach: '{{ names }}' })];
    const { steps: found } = await simulated(given(), steps, { parameters }, { defaultDuration: 1 });
    expect(found.each?.items).toEqual({ count: 2, count_from: 'definition' });
  });

  it('given a sub-workflow, then its steps are told, with what they wait for', async () => {
    const world = given();
    const sub = { name: 'sub', steps: [work('a'), work('b')] };
    const steps = [calls('one', 'sub')];
    await run(world, steps, { workflows: { sub } });
    const { steps: found } = await simulated(world, steps, { workflows: { sub } }, { maxParallel: 1 });
    expect(found.one).toMatchObject({
      duration: 2,
      duration_from: 'simulation',
      steps: {
        a: { start: 0, end: 1, duration_from: 'history' },
        b: { start: 1, end: 2, waited: 1, waited_for: ['1 slots of the run, held by one/a'] },
      },
    });
  });

  it('given a sub-workflow that has run on its own alone, then its steps take as long as they did there', async () => {
    const world = given(byLetters);
    const sub = { name: 'sub', steps: [work('a'), work('b')] };
    const alone = await run(world, sub.steps, { name: 'sub' });
    const { total_time: total } = await simulated(world, [calls('one', 'sub')], { workflows: { sub } });
    expect(total).toBe(alone.execution_time);
  });

  it('given a sub-workflow with a limit of time, then the step fails with it', async () => {
    const sub = { name: 'sub', timeout: 1, steps: [work('a')] };
    const found = await simulated(given(), [calls('one', 'sub')], { workflows: { sub } }, { defaultDuration: 2 });
    expect(found).toMatchObject({ status: 'failed', total_time: 1, steps: { one: { start: null } } });
  });

  it('given sub-workflows that use up their time, then they are tried again, and are enough, as they would be', async () => {
    const world = given();
    const sub = { name: 'sub', steps: [work('a')] };
    const more = { on_failure: 'continue', workflows: { sub: { ...sub, timeout: 0.5 } } };
    const retry = { max: 2, delay: 0.25 };
    const steps = [
      calls('once', 'sub'),
      calls('thrice', 'sub', { dependencies: ['once'], run_on: 'always', retry }),
      calls('each', 'sub', { dependencies: ['thrice'], run_on: 'always', foreach: [1, 2], max_parallel: 1, retry }),
      calls('enough', 'sub', { dependencies: ['each'], run_on: 'always', foreach: [1, 2], success: { min: 0 } }),
      work('after', ['enough']),
    ];
    const document = await run(world, steps, more);
    const { status, total_time: total, steps: found } = await simulated(world, steps, more, { defaultDuration: 1 });
    expect({ status, total }).toEqual({ status: document.status, total: document.execution_time });
    const completed = Object.entries(document.results).map(([name, result]) => [name, result.status === 'completed']);
    expect(Object.entries(found).map(([name, { start }]) => [name, start !== null])).toEqual(completed);
    expect(completed.filter(([, isCompleted]) => isCompleted)).toHaveLength(2);
  });

  it('given rounds of a sub-workflow or too many items, then that they are not simulated is told', async () => {
    const sub = { name: 'sub', steps: [work('a')] };
    const steps = [
      calls('again', 'sub', { repeat: { until: '{{ index > 1 }}' } }),
      work('many', [], { foreach: '{{ again.output.a.value }}' }),
    ];
    const options = { defaultDuration: 2, items: { many: 1_000_000 } };
    expect((await simulated(given(), steps, { workflows: { sub } }, options)).steps).toMatchObject({
      again: { duration: 2, duration_from: 'default', not_simulated: 'how often its workflow runs is not known' },
      many: { duration: 2, not_simulated: 'more than 100000 tasks would be simulated' },
    });
  });

  it('given a step in a sub-workflow that needs more than there will ever be, then it is refused as the run would be', async () => {
    const greedy = work('a', [], { resources: [{ type: 'cpu', amount: { cores: 64 } }] });
    const workflows = { sub: { name: 'sub', steps: [greedy] } };
    const asked = simulated(given(), [calls('one', 'sub')], { workflows }, { defaultDuration: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' });
  });

  it('given ten thousand items, then they are simulated within seconds', async () => {
    const steps = [work('each', [], { foreach: '{{ names }}' })];
    const parameters = { names: { type: 'array', default: [] } };
    const options = { defaultDuration: 1, items: { each: 10_000 } };
    const { total_time: total } = await simulated(given(), steps, { parameters }, options);
    expect(total).toBe(10_000 / 8);
  });

  it('given ten times as many items that are workflows, then ten times the work is done', async () => {
    const world = given();
    const steps = [calls('each', 'sub', { foreach: '{{ names }}' })];
    const more = {
      parameters: { names: { type: 'array', default: [] } },
      workflows: { sub: { name: 'sub', steps: [work('a')] } },
    };
    const callsFor = (items: number) =>
      countedCalls('engine', async () => {
        const { total_time: total } = await simulated(world, steps, more, {
          defaultDuration: 1,
          items: { each: items },
        });
        expect(total).toBe(items / 8);
      });
    const few = await callsFor(1_000);
    expect(await callsFor(10_000)).toBeLessThan(few * 12);
  });
});
