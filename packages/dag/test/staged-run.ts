import type { TaskSpec } from '../src/index.ts';
import { pick, randomGraph, seeded, withTraits } from './random-graph.ts';
import { type Outcome, planned, type Scenario, type Simulated, simulate } from './simulation.ts';

/** Steps, their undoing in reverse order, and some tasks for the failure and for the end. */
export function staged(random: () => number): TaskSpec[] {
  const steps = withTraits(random, randomGraph(random, 8));
  const order = [...planned(steps).order].reverse();
  const undoing = order
    .map((task) => steps[task]!.name)
    .filter(() => random() < 0.5)
    .map(
      (name): TaskSpec => ({ name: `undo ${name}`, dependencies: [], stage: 'undo', undoes: name, runOn: 'always' }),
    );
  const chained = undoing.map((spec, place) =>
    place === 0 ? spec : { ...spec, dependencies: [undoing[place - 1]!.name] },
  );
  const later = (['failure', 'finally'] as const).flatMap((stage) =>
    Array.from(
      { length: Math.floor(random() * 3) },
      (_, place): TaskSpec => ({
        name: `${stage} ${place}`,
        dependencies: place === 0 || random() < 0.5 ? [] : [`${stage} 0`],
        stage,
        isOptional: random() < 0.3,
      }),
    ),
  );
  return [...steps, ...chained, ...later];
}

/** A run of them with every kind of trouble. */
export function simulatedStages(seed: number, more: Partial<Scenario> = {}): Simulated {
  const random = seeded(seed);
  const drawn = new Map<string, Outcome>();
  return simulate({
    specs: staged(random),
    outcomes: (task, failed) => {
      const key = `${task}/${failed}`;
      const outcome =
        drawn.get(key) ?? pick<Outcome>(random, ['succeeds', 'succeeds', 'succeeds', 'fails', 'declines']);
      drawn.set(key, outcome);
      return outcome;
    },
    slots: 1 + Math.floor(random() * 3),
    onFailure: pick(random, ['continue', 'stop', 'rollback', 'rollback']),
    random,
    crashes: 0.05,
    noise: 0.2,
    aborts: 0.03,
    timeOuts: 0.02,
    pauses: 0.05,
    ...more,
  });
}
