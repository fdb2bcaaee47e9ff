import { failureFrom } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AddedTask,
  advance,
  type Command,
  GrowingPlan,
  growthProblems,
  initialState,
  type Plan,
  plan,
  type RunState,
  skipText,
} from '../src/index.ts';
import { randomGraph, seeded } from './random-graph.ts';

const task = (name: string, dependencies: readonly string[] = [], more: Partial<AddedTask> = {}): AddedTask => ({
  name,
  dependencies,
  written: {},
  ...more,
});

function open(): RunState {
  const state = initialState(new GrowingPlan());
  advance(state, [{ type: 'start', at: 0 }]);
  return state;
}

const tell = (state: RunState, ...commands: Command[]) => advance(state, commands);
const add = (state: RunState, ...tasks: AddedTask[]) => tell(state, { type: 'add', at: 1, tasks });
const kinds = (state: RunState) => state.tasks.map(({ kind }) => kind);
const refused = (state: RunState, ...tasks: AddedTask[]) =>
  growthProblems(state, tasks).map(({ code, message }) => `${code}: ${message}`);

function finish(state: RunState, index: number): void {
  tell(
    state,
    { type: 'grant', at: 2, task: index },
    { type: 'succeed', at: 3, task: index, attempt: 1, output: { kind: 'inline', value: null } },
  );
}

function failing(state: RunState, index: number): void {
  const failure = failureFrom(new Error('no'));
  tell(
    state,
    { type: 'grant', at: 2, task: index },
    { type: 'fail', at: 3, task: index, attempt: 1, failure, random: 0 },
  );
}

describe('a run that grows', () => {
  it('given a dependency that is added after its dependent, then the dependent waits for it', () => {
    const state = open();
    add(state, task('b', ['a']));
    expect(kinds(state)).toEqual(['waiting']);
    add(state, task('a'));
    expect(kinds(state)).toEqual(['waiting', 'ready']);
    finish(state, 1);
    expect(kinds(state)).toEqual(['ready', 'completed']);
  });

  it('given a dependency that has settled already, then it counts at once', () => {
    const state = open();
    add(state, task('good'), task('bad'));
    finish(state, 0);
    failing(state, 1);
    add(
      state,
      task('c', ['good']),
      task('d', ['bad', 'good']),
      task('e', ['bad'], { runOn: 'failure' }),
      task('f', ['d']),
    );
    expect(kinds(state).slice(2)).toEqual(['ready', 'skipped', 'ready', 'skipped']);
  });

  it('given a circle through tasks that were added one by one, then it is refused with its path', () => {
    const state = open();
    add(state, task('a', ['c']));
    add(state, task('b', ['a']));
    expect(refused(state, task('c', ['b']))).toEqual(['cycle: steps wait for each other in a circle: c → a → b → c']);
    expect(add(state, task('c', ['b']))).toEqual([]);
    expect(state.plan.size).toBe(2);
    expect(add(state, task('c'))).toHaveLength(1);
  });

  it('given a name twice, its own dependency or a sealed run, then it is refused and says which', () => {
    const state = open();
    add(state, task('a'));
    expect(refused(state, task('a', ['a']))).toEqual([
      'duplicate_name: "a" is already the name of a task of this run',
      'self_dependency: "a" waits for itself',
    ]);
    expect(refused(state, task('x'), task('x'))).toEqual([
      'duplicate_name: "x" is already the name of a task of this run',
    ]);
    tell(state, { type: 'seal', at: 2 });
    expect(refused(state, task('b'))).toEqual(['run_sealed: nothing can be added: the run was sealed']);
    expect(add(state, task('b'))).toEqual([]);
  });

  it('given tasks of which one cannot be, then none is added, and all can be added again without it', () => {
    const state = open();
    add(state, task('old', ['x']));
    expect(add(state, task('x', ['y']), task('y', ['old']))).toEqual([]);
    expect(state.plan.size).toBe(1);
    add(state, task('x', ['y']), task('y'));
    expect(kinds(state)).toEqual(['waiting', 'waiting', 'ready']);
  });

  it('given all tasks settled, then the run ends only when it is sealed', () => {
    const state = open();
    add(state, task('a'));
    finish(state, 0);
    expect(state.phase.kind).toBe('open');
    expect(tell(state, { type: 'seal', at: 9 }).map(({ type }) => type)).toEqual(['run_sealed', 'run_ended']);
  });

  it('given names that never came, when the run is sealed, then what waits for them is skipped and says for which', () => {
    const state = open();
    add(state, task('a', ['ghost'], { runOn: 'always' }), task('b', ['a']));
    tell(state, { type: 'seal', at: 9 });
    expect(state.phase).toMatchObject({ kind: 'ended', status: 'completed' });
    const why = state.tasks.map((each) => (each.kind === 'skipped' ? skipText(state.plan, each.because) : each.kind));
    expect(why).toEqual(['dependency_missing: ghost', 'dependency_missing: ghost']);
  });

  it('given a held task, then it becomes ready only when it is released', () => {
    const state = open();
    add(state, task('a'), task('b', ['a'], { held: true }));
    finish(state, 0);
    expect(kinds(state)).toEqual(['completed', 'waiting']);
    tell(state, { type: 'release', at: 4, tasks: [1] });
    expect(kinds(state)).toEqual(['completed', 'ready']);
  });

  it('given a hold, then nothing starts until the release, and attempts go on counting', () => {
    const retry = { maxRetries: 1, delayMs: 10, factor: 1, capMs: 10, jitter: 0 };
    const state = open();
    add(state, task('a', [], { retry }), task('b'));
    failing(state, 0);
    tell(state, { type: 'hold', at: 5, tasks: 'all' }, { type: 'wake', at: 20, task: 0, attempt: 2 });
    expect(kinds(state)).toEqual(['waiting', 'waiting']);
    expect(tell(state, { type: 'grant', at: 21, task: 1 })).toEqual([]);
    tell(state, { type: 'release', at: 22, tasks: 'all' });
    expect(state.tasks).toEqual([
      { kind: 'ready', attempt: 2, failed: 1 },
      { kind: 'ready', attempt: 1, failed: 0 },
    ]);
  });
});

describe('a cancelled task', () => {
  it('given that it waits, then it is cancelled at once and its dependents are skipped for it', () => {
    const state = open();
    add(state, task('a'), task('b', ['a']), task('c', ['b']));
    tell(state, { type: 'cancel_task', at: 2, task: 0 });
    expect(kinds(state)).toEqual(['cancelled', 'skipped', 'skipped']);
    expect(state.tasks[2]).toMatchObject({ because: { kind: 'dependency_cancelled', task: 0 } });
  });

  it('given that it runs, then whatever its attempt reports, it was cancelled', () => {
    const state = open();
    add(state, task('a'));
    tell(state, { type: 'grant', at: 2, task: 0 }, { type: 'cancel_task', at: 3, task: 0 });
    expect(tell(state, { type: 'cancel_task', at: 3, task: 0 })).toEqual([]);
    tell(state, { type: 'succeed', at: 4, task: 0, attempt: 1, output: { kind: 'inline', value: 1 } });
    expect(kinds(state)).toEqual(['cancelled']);
    expect(state.running).toBe(0);
  });

  it('given a run that was begun whole, then its tasks can be cancelled too', () => {
    const planned = plan([{ name: 'a', dependencies: [] }]);
    if (!planned.ok) throw new Error('no plan');
    const state = initialState(planned.plan);
    tell(state, { type: 'start', at: 0 }, { type: 'cancel_task', at: 1, task: 0 });
    expect(state.phase).toMatchObject({ kind: 'ended' });
  });
});

/** A task that waits for a few others, which may have come, may come later, or never come. */
function arbitrary(random: () => number, name: string, names: readonly string[]): AddedTask {
  const others = names.filter((other) => other !== name && random() < 0.04);
  const unknown = random() < 0.2 ? ['ghost'] : [];
  return task(name, [...others, ...unknown], {
    priority: Math.floor(random() * 4),
    written: { name },
    ...(random() < 0.3 && { runOn: 'always' }),
    ...(random() < 0.3 && { retry: { maxRetries: 1, delayMs: 1, factor: 1, capMs: 1, jitter: 0 } }),
  });
}

/** The plan that tasks are at once; what never came is left out. `undefined` where they are none. */
function planOf(tasks: readonly AddedTask[]): Plan | undefined {
  const known = new Set(tasks.map(({ name }) => name));
  const result = plan(
    tasks.map((each) => ({ ...each, dependencies: each.dependencies.filter((dependency) => known.has(dependency)) })),
  );
  return result.ok ? result.plan : undefined;
}

/** What a plan says of its graph. */
function everything(whole: Plan) {
  const { names, indices, rules, priorities } = whole;
  const { dependencyStart, dependencies, dependentStart, dependents, order } = whole;
  const arrays = [priorities, dependencyStart, dependencies, dependentStart, dependents, order];
  return { names, indices, rules, arrays };
}

describe('a plan that grows', () => {
  it('given any graph in any order, then it is the plan that it would have been at once', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const specs = randomGraph(seeded(seed), 30);
        const grown = new GrowingPlan();
        for (const spec of specs) expect(grown.grow([{ ...spec, written: {} }])).toEqual([]);
        const whole = plan(specs);
        if (!whole.ok) throw new Error('no plan');
        for (const key of [
          'names',
          'dependencyStart',
          'dependencies',
          'dependentStart',
          'dependents',
          'order',
        ] as const) {
          expect(grown[key]).toEqual(whole.plan[key]);
        }
        expect([...grown.priorities]).toEqual([...whole.plan.priorities]);
      }),
    );
  });

  it('given tasks to begin with, then it has them, and refuses tasks that are no plan', () => {
    const begun = new GrowingPlan([
      { name: 'a', dependencies: ['b'] },
      { name: 'b', dependencies: [], priority: 3 },
    ]);
    expect(begun).toMatchObject({ size: 2, names: ['a', 'b'], written: [undefined, undefined] });
    expect([...begun.priorities]).toEqual([1, 3]);
    expect(() => new GrowingPlan([{ name: 'a', dependencies: ['a'] }])).toThrow(/"a" waits for itself/);
  });

  it('given that it does not grow, then its arrays are made once', () => {
    const grown = new GrowingPlan([{ name: 'a', dependencies: [] }]);
    const { order } = grown;
    expect(grown.order).toBe(order);
    grown.grow([task('b', ['a'])]);
    expect([...grown.order]).toEqual([0, 1]);
  });

  it('given equal retries one after another, then they are kept once, and others as they are', () => {
    const policy = { maxRetries: 1, delayMs: 2, factor: 3, capMs: 4, jitter: 0.5 };
    const others = [
      { ...policy, maxRetries: 9 },
      { ...policy, delayMs: 9 },
      { ...policy, factor: 9 },
      { ...policy, capMs: 9 },
      { ...policy, jitter: 0.9 },
      { ...policy, onCodes: ['X'] },
      { ...policy, exitCodes: [1] },
      { ...policy, never: ['X'] },
    ];
    const retries = [undefined, ...others.flatMap((other) => [{ ...policy }, { ...policy }, other, { ...policy }])];
    const { retries: kept } = new GrowingPlan(
      retries.map((retry, at) => ({ name: `t${at}`, dependencies: [], ...(retry !== undefined && { retry }) })),
    );
    expect(kept).toEqual(retries);
    const later = new GrowingPlan(
      [others.at(-1)!, others.at(-2)!, { ...policy }, { ...policy }].map((retry, at) => ({
        name: `t${at}`,
        dependencies: [],
        retry,
      })),
    );
    expect(later.retries[3]).toBe(later.retries[2]);
    // Each plain one is the one before it, where that is plain too.
    const shared = kept.flatMap((retry, at) => (at > 0 && retry === kept[at - 1] ? [at] : []));
    expect(shared).toEqual(retries.flatMap((_, at) => (at % 4 === 2 || (at > 1 && at % 4 === 1) ? [at] : [])));
  });

  it('given batches of which some cannot be, then it is the plan that it would be without them, in everything', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const grown = new GrowingPlan();
        const taken: AddedTask[] = [];
        const names = Array.from({ length: 40 }, (_, index) => `t${index}`).sort(() => random() - 0.5);
        for (let next = 0; next < names.length; ) {
          const batch = names
            .slice(next, next + 1 + Math.floor(random() * 4))
            .map((name) => arbitrary(random, name, names));
          const isFine = planOf([...taken, ...batch]) !== undefined;
          expect(grown.problemsOf(batch).length === 0).toBe(isFine);
          expect(grown.grow(batch).length === 0).toBe(isFine);
          if (isFine) taken.push(...batch);
          // What was refused comes again with other dependencies, or never.
          if (isFine || random() < 0.5) next += batch.length;
          expect(everything(grown)).toEqual(everything(planOf(taken)!));
          expect(grown.written).toEqual(taken.map(({ written }) => written));
          expect(grown.retries).toEqual(taken.map(({ retry }) => retry));
          const awaited = taken.flatMap(({ dependencies }) => dependencies).filter((name) => !grown.indices.has(name));
          expect(new Set(grown.edges.awaited.keys())).toEqual(new Set(awaited));
        }
      }),
    );
  });

  it('given a circle through one of several dependencies, then its path is told, whatever the others are', () => {
    const grown = new GrowingPlan();
    const sources = Array.from({ length: 40 }, (_, at) => task(`s${at}`));
    const wide = task(
      'wide',
      sources.map(({ name }) => name),
    );
    // What waits beside the circle is no part of it.
    const beside = [task('before it', ['task']), task('after', ['task']), task('after it', ['task'])];
    expect(grown.grow([...sources, wide, ...beside])).toEqual([]);
    const [problem] = grown.problemsOf([task('task', ['wide', 'after'])]);
    expect(problem?.message).toMatch(/: (task → after → task|after → task → after)$/);
    expect(grown.grow([task('task', ['wide'])])).toEqual([]);
  });

  it('given a refusal after much was searched, then circles are found as before', () => {
    const many = (name: string) => Array.from({ length: 40 }, (_, at) => `${name}${at}`);
    const grown = new GrowingPlan();
    const wide = [...many('source').map((name) => task(name)), task('wide', many('source'))];
    const waiting = [task('last', [...many('part'), 'middle']), task('middle', ['refused', 'first']), task('w', ['v'])];
    const parts = many('part').map((name) => task(name, ['wide']));
    expect(grown.grow([...wide, ...waiting, task('first', ['closing', 'wide']), ...parts])).toEqual([]);
    const pathOf = (...tasks: AddedTask[]) => grown.problemsOf(tasks).map(({ message }) => message.split(': ')[1]);
    expect(pathOf(task('refused', ['last']))).toEqual(['refused → middle → last → refused']);
    expect(pathOf(task('closing', ['wide', 'middle']))).toEqual(['closing → first → middle → closing']);
    // It stands where the refused one stood.
    expect(pathOf(task('v', ['w']))).toEqual(['v → w → v']);
    expect(grown.grow([task('v'), task('refused'), task('closing', ['wide'])])).toEqual([]);
  });

  it('given dependencies of different depths, then a circle through the one counts after the other was taken in', () => {
    const names = Array.from({ length: 40 }, (_, at) => `source${at}`);
    const grown = new GrowingPlan();
    const wide = [...names.map((name) => task(name)), task('wide', names)];
    const far = [task('waits', ['far']), task('far', ['closing', 'wide']), task('both', ['far', 'source0'])];
    expect(grown.grow([...wide, ...far])).toEqual([]);
    const [problem] = grown.problemsOf([task('closing', ['wide', 'both'])]);
    expect(problem?.message).toMatch(/: closing → far → both → closing$/);
  });

  it('given many edges, then a circle is found wherever it closes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const size = 60;
        const order = Array.from({ length: size }, (_, index) => index).sort(() => random() - 0.5);
        const wide = 2 + Math.floor(random() * size);
        const dependenciesOf = (index: number) =>
          order.filter((other) => other < index && index - other < wide && random() < 0.4).map((other) => `t${other}`);
        const grown = new GrowingPlan();
        const last = order.at(-1)!;
        const all = order.map((index) => task(`t${index}`, dependenciesOf(index)));
        for (const one of all.slice(0, -1)) expect(grown.grow([one])).toEqual([]);
        for (const other of order.slice(0, -1)) {
          const closing = task(`t${last}`, [...all.at(-1)!.dependencies, `t${other}`]);
          expect(grown.problemsOf([closing]).length === 0).toBe(planOf([...all.slice(0, -1), closing]) !== undefined);
        }
        expect(grown.grow(all.slice(-1))).toEqual([]);
      }),
    );
  });

  it('given 100,000 tasks in layers that come in an order mixed at random, then the work does not grow with its square', () => {
    const random = seeded(7);
    const tasks = Array.from({ length: 100_000 }, (_, index) =>
      index < 100 ? task(`t${index}`, []) : task(`t${index}`, [`t${index - 100}`, `t${index - 99}`]),
    );
    for (let last = tasks.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [tasks[last], tasks[other]] = [tasks[other]!, tasks[last]!];
    }
    const grown = new GrowingPlan();
    // Takes under a second; a search over what lies between two tasks would take a quarter of an hour.
    for (const one of tasks) expect(grown.grow([one])).toEqual([]);
    expect(grown.size).toBe(tasks.length);
  });

  it('given any edges, then exactly those tasks are refused that close a circle, and a refusal leaves no trace', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const grown = new GrowingPlan();
        const taken: AddedTask[] = [];
        const names = Array.from({ length: 12 }, (_, index) => `t${index}`).sort(() => random() - 0.5);
        for (const name of names) {
          const others = names.filter((other) => other !== name && random() < 0.2);
          const next = task(name, others);
          const known = new Set([...taken.map((each) => each.name), name]);
          const all = [...taken, next].map((each) => ({
            ...each,
            dependencies: each.dependencies.filter((dependency) => known.has(dependency)),
          }));
          const isFine = plan(all).ok;
          expect(grown.problemsOf([next]).length === 0).toBe(isFine);
          expect(grown.grow([next]).length === 0).toBe(isFine);
          if (isFine) taken.push(next);
          expect(grown.names).toEqual(taken.map((each) => each.name));
        }
      }),
    );
  });
});
