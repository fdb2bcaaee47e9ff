import fc from 'fast-check';
import { expect, it } from 'vitest';
import { initialState, type RunState, replay } from '../src/index.ts';
import { randomGraph, seeded, withTraits } from './random-graph.ts';
import { type Scenario, simulate } from './simulation.ts';

const RUNS = Number(process.env.FC_RUNS ?? 500);

function scenarioOf(seed: number): Scenario {
  const random = seeded(seed);
  const specs = randomGraph(random, 16);
  const plain = specs.map((spec) => ({ ...spec, runOn: 'success' as const }));
  return {
    // Half of the graphs with nothing but dependencies, which are folded in another way.
    specs: random() < 0.5 ? plain : withTraits(random, specs),
    outcomes: () => (random() < 0.8 ? 'succeeds' : random() < 0.5 ? 'fails' : 'declines'),
    slots: 1 + Math.floor(random() * 4),
    onFailure: 'continue',
    random,
    crashes: 0,
    noise: 0.1,
    aborts: 0.02,
    pauses: 0.1,
  };
}

const withoutChanged = (state: RunState) => ({ ...state, changed: [...state.changed] });

it('given the journal of any run, when it is replayed, in parts or whole, then every member is as its decisions left it', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), (seed, cut) => {
      const { journal, plan, state } = simulate(scenarioOf(seed));
      const again = initialState(plan);
      const part = journal.length === 0 ? 0 : cut % journal.length;
      replay(again, journal.slice(0, part));
      replay(again, journal.slice(part).values());
      const whole = initialState(plan);
      replay(whole, journal);
      expect(withoutChanged(again)).toEqual(withoutChanged(whole));
      expect({ ...whole, changed: [] }).toEqual({ ...state, changed: [] });
    }),
    { numRuns: RUNS },
  );
});

it('given a chain, when the journal of a half of it is replayed, then those that changed are told in order', () => {
  const { journal, plan } = simulate({
    ...scenarioOf(1),
    specs: ['a', 'b', 'c'].map((name, at, names) => ({ name, dependencies: at === 0 ? [] : [names[at - 1] ?? ''] })),
    outcomes: () => 'succeeds',
    noise: 0,
    aborts: 0,
    pauses: 0,
  });
  const state = initialState(plan);
  replay(state, journal.slice(0, 4));
  expect([...state.changed]).toEqual([0, 0, 0, 1, 1]);
  expect(state).toMatchObject({ position: 4, running: 1, unsettled: 2 });
});
