import type { TriggerRule } from '@codomyrmex/core';
import type { TaskSpec } from '../src/plan/task-spec.ts';

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;

const rules: readonly TriggerRule[] = [
  'success',
  'success',
  'success',
  'success',
  'failure',
  'always',
  'any_success',
  'any_failure',
];

/** Up to `most` tasks with edges to earlier ones, some with other rules, some with retries; declared in shuffled order. */
export function randomGraph(random: () => number, most: number): TaskSpec[] {
  const size = Math.floor(random() * (most + 1));
  const specs: TaskSpec[] = [];
  for (let task = 0; task < size; task++) {
    const dependencies = new Set<string>();
    const edges = Math.floor(random() * 4);
    for (let edge = 0; edge < edges && task > 0; edge++) dependencies.add(`t${Math.floor(random() * task)}`);
    specs.push({
      name: `t${task}`,
      dependencies: [...dependencies],
      priority: Math.floor(random() * 4),
      runOn: pick(random, rules),
      ...(random() < 0.5 && {
        retry: { maxRetries: Math.floor(random() * 3), delayMs: 1_000, factor: 2, capMs: 3_000, jitter: 0.2 },
      }),
    });
  }
  return specs.sort(() => random() - 0.5);
}

/** Some of the tasks with a condition, some whose failure does not matter, some whose time is limited, some that need no slot. */
export function withTraits(random: () => number, specs: readonly TaskSpec[]): TaskSpec[] {
  return specs.map((spec) => ({
    ...spec,
    isConditional: random() < 0.2,
    isOptional: random() < 0.2,
    isTimed: random() < 0.2,
    isStanding: random() < 0.2,
  }));
}
