import {
  definitionFrom,
  type Explanation,
  explanation,
  findStep,
  OrchestrationEngine,
  performanceSummary,
  simulateWorkflow,
  stepShapes,
} from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { begin, run, step, type World, world } from './run-world.ts';

const inner = {
  name: 'inner',
  steps: [step('build'), { name: 'ship', wait_for: { signal: 'ship' }, dependencies: ['build'] }],
};
const many = [
  step('each', [], { foreach: [0, 1, 2] }),
  { name: 'sub', workflow: 'inner' },
  { name: 'all', workflow: 'inner', foreach: ['a', 'b'] },
];
const workflows = { workflows: { inner } };

const fails = (name: string) => ({
  ending: (task: string) => (task === name ? ('fails for good' as const) : ('succeeds' as const)),
});

async function explained(given: World): Promise<Explanation> {
  const [head] = await given.orchestrator.runtime.list();
  return (head && (await explanation(given.orchestrator.runtime, head.id))) ?? {};
}

async function shipped(given: World, live: Awaited<ReturnType<typeof begin>>): Promise<void> {
  await given.clock.advance(5_000);
  await given.orchestrator.signal(live.id, 'ship');
  await given.clock.runUntil(live.ended);
}

describe('explaining what steps consist of', () => {
  it('given items and inner workflows, then each attempt in them is explained under its name, and waits say what for', async () => {
    const given = world(fails('1'));
    const live = await begin(given, many, workflows);
    await given.clock.advance(5_000);
    const now = await explained(given);
    expect(Object.keys(now)).toEqual([
      'each',
      'each[0]',
      'each[1]',
      'each[2]',
      'sub',
      'sub/build',
      'sub/ship',
      'all',
      'all[0]',
      'all[0]/build',
      'all[0]/ship',
      'all[1]',
      'all[1]/build',
      'all[1]/ship',
    ]);
    expect(now).toMatchObject({
      'each[1]': [{ decision: 'ran', outcome: expect.stringContaining('1 fails') }],
      'sub/ship': [{ decision: 'blocked', reason: 'waits for the signal "ship"' }],
      'all[1]/build': [{ decision: 'ran', outcome: 'completed' }],
    });
    await given.orchestrator.signal(live.id, 'ship');
    await given.clock.runUntil(live.ended);
    expect((await explained(given))['all[1]/ship']).toMatchObject([{ decision: 'ran', outcome: 'completed' }]);
  });

  it('given work that is done again, then each attempt after the first says why', async () => {
    const given = world();
    await run(given, [step('again', [], { repeat: { until: '{{ index == 2 }}', max: 5, delay: 1 } })]);
    const { again } = await explained(given);
    expect(again?.map(({ reason }) => reason)).toEqual([
      'first attempt: it waits for no other step',
      'again: "until" was not true after attempt 1',
      'again: "until" was not true after attempt 2',
    ]);
  });
});

describe('finding a step', () => {
  it('given a path, then it leads into items and inner workflows, and what is not there is told with the nearest', async () => {
    const given = world();
    const live = await begin(given, many, workflows);
    await given.clock.advance(5_000);
    const { runtime } = given.orchestrator;
    const found = async (path: string) => {
      const { snapshot, name } = await findStep(runtime, live.id, path);
      return [snapshot.record.id.slice(live.id.length), name];
    };
    expect(await found('sub/ship')).toEqual(['~sub', 'ship']);
    expect(await found('each[2]')).toEqual(['~each', '2']);
    expect(await found('all/1/ship')).toEqual(['~all~1', 'ship']);
    for (const [path, why] of [
      ['sub/shop', /has no step "shop"/],
      ['each[3]', /has no item "3": they are 0 to 2/],
      ['sub/ship/x', /consists of no run/],
    ] as const) {
      await expect(findStep(runtime, live.id, path)).rejects.toMatchObject({
        code: 'STEP_NOT_FOUND',
        message: expect.stringMatching(why),
      });
    }
    await shipped(given, live);
  });
});

describe('the specification’s events of runs in runs', () => {
  it('given items, then they are tasks of the run that their step is in; an inner workflow is one that starts and ends', async () => {
    const given = world(fails('1'));
    const told: { readonly event: string; readonly data: object }[] = [];
    const engine = new OrchestrationEngine({ orchestrator: given.orchestrator });
    engine.registerEventHandler('*', (event, data) => told.push({ event, data }));
    const live = await begin(given, many, workflows);
    await shipped(given, live);
    given.orchestrator.feed.drain();
    const of = (event: string, of: 'workflowName' | 'taskName'): string[] =>
      told
        .flatMap((one) => (one.event === event && of in one.data ? [String(Reflect.get(one.data, of))] : []))
        .toSorted();
    expect(of('workflow_started', 'workflowName')).toEqual(['inner', 'inner', 'inner', 'w']);
    expect(of('workflow_completed', 'workflowName')).toEqual(['inner', 'inner', 'inner', 'w']);
    expect(of('task_failed', 'taskName')).toEqual(['each', 'each[1]']);
    expect(of('task_completed', 'taskName')).toEqual([
      'all',
      'all[0]',
      'all[1]',
      'build',
      'build',
      'build',
      'each[0]',
      'each[2]',
      'ship',
      'ship',
      'ship',
      'sub',
    ]);
    const items = told.filter(({ data }) => String(Reflect.get(data, 'taskName')).startsWith('each['));
    expect(new Set(items.map(({ data }) => Reflect.get(data, 'executionId')))).toEqual(new Set([live.id]));
  });
});

describe('sums over runs', () => {
  it('given runs in runs, then none of them is a run of its own, and what modules did is what items and inner steps did', async () => {
    const given = world();
    const live = await begin(given, many, workflows);
    await given.clock.advance(5_000);
    expect((await given.orchestrator.runtime.list()).map(({ id }) => id)).toEqual([live.id]);
    await given.orchestrator.signal(live.id, 'ship');
    await given.clock.runUntil(live.ended);
    const summary = await performanceSummary(given.orchestrator.runtime);
    expect(summary).toMatchObject({ totalWorkflowsExecuted: 1, moduleUsageStats: { scripted: { count: 6 } } });
    expect(Object.keys(summary.performanceStats)).toEqual(['w']);
  });

  it('given a step that only waits, then it is none of the slowest', async () => {
    const given = world();
    await run(given, [step('work'), { name: 'pause', wait_for: { seconds: 600 } }]);
    const { performanceStats } = await performanceSummary(given.orchestrator.runtime);
    expect(performanceStats.w?.slowestSteps).toEqual(['work']);
  });
});

describe('foreseeing steps that are no single call', () => {
  const slow = [
    step('work'),
    { name: 'pause', wait_for: { seconds: 60 } },
    step('each', [], { foreach: [0, 1, 2], max_parallel: 2 }),
  ];

  it('given waits and items, then a simulation takes their time from history and no slot for them', async () => {
    const given = world();
    await run(given, slow);
    const checked = await given.orchestrator.check(definitionFrom({ name: 'w', steps: slow }, 'w'));
    const { totalTime, slots, steps } = await simulateWorkflow(given.orchestrator, checked, { maxParallel: 1 });
    expect([totalTime, slots.peak]).toEqual([60, 1]);
    expect(steps.pause).toMatchObject({ start: 0, end: 60, waited: 0 });
  });

  it('given a run of them that goes on, then what is left of it is foreseen', async () => {
    const given = world();
    await run(given, slow);
    const live = await begin(given, slow, { max_parallel: 1 });
    await given.clock.advance(20_000);
    expect((await given.orchestrator.document(live.id)).remaining_seconds).toBe(40);
    await given.clock.runUntil(live.ended);
  });

  it('given constant items, then how many there are is known before a run; given those of a step, then not', async () => {
    const given = world();
    const { steps } = await given.orchestrator.check(
      definitionFrom(
        {
          name: 'w',
          parameters: { list: { type: 'array', default: [1, 2] } },
          steps: [
            step('all', [], { foreach: '{{ list }}' }),
            step('grid', [], { matrix: { a: [1, 2], b: [1, 2, 3] } }),
            step('after', [], { foreach: '{{ all.output }}' }),
            { name: 'sub', workflow: 'inner' },
          ],
          ...workflows,
        },
        'w',
      ),
    );
    expect([...stepShapes({ steps }, { list: [1, 2] })]).toEqual([
      [0, { items: 2 }],
      [1, { items: 6 }],
      [2, { items: null }],
      [3, { workflow: 'inner', steps: 2, peak_parallel: 1 }],
    ]);
  });
});

describe('what a run waits for', () => {
  it('given expressions, also of items, then the run document has their values, and the times', async () => {
    const given = world();
    const live = await begin(
      given,
      [
        step('first'),
        { name: 'ask', wait_for: { approval: { prompt: 'ship {{ tag }}?' } }, deadline: 60 },
        { name: 'each', foreach: ['x', 'y'], wait_for: { signal: '{{ item }}-{{ index }}' } },
        { name: 'pause', wait_for: { seconds: '{{ 2 + 3 }}' } },
      ],
      { parameters: { tag: { type: 'string', default: 'v1' } } },
    );
    const { results } = await given.orchestrator.document(live.id);
    expect(results).toMatchObject({
      ask: { waiting_for: { approval: { prompt: 'ship v1?' } }, deadline: expect.stringMatching(/:01:00.000Z$/) },
      each: { items: [{ waiting_for: { signal: 'x-0' } }, { waiting_for: { signal: 'y-1' } }] },
      pause: { waiting_for: { seconds: 5 }, waiting_until: expect.stringMatching(/:05.000Z$/) },
    });
    live.cancel('enough');
    await given.clock.runUntil(live.ended);
  });
});
