import type { WrittenWorkflow } from '@codomyrmex/core';
import type { Draws } from './draws.ts';

type Step = WrittenWorkflow['steps'][number];
type More = Partial<Step>;

type Feature = (draws: Draws, earlier: readonly string[], place: string) => More;

const ACTION = { module: 'scripted', action: 'work' } as const;

/** What a step may have, each by chance. One entry a feature: a feature that comes is one more of them. */
const features: readonly { readonly chance: number; readonly of: Feature }[] = [
  { chance: 0.3, of: (draws) => ({ run_on: draws.pick(['failure', 'always', 'any_success', 'any_failure']) }) },
  { chance: 0.15, of: () => ({ required: false }) },
  { chance: 0.2, of: (draws) => ({ priority: draws.pick(['low', 'high', 'critical']) }) },
  { chance: 0.15, of: (draws, earlier) => ({ when: condition(draws, earlier) }) },
  { chance: 0.4, of: (draws) => ({ retry: retry(draws) }) },
  { chance: 0.25, of: (draws) => ({ timeouts: timeouts(draws) }) },
  { chance: 0.25, of: (draws) => ({ resources: [resource(draws)] }) },
  { chance: 0.2, of: () => ({ compensate: { ...ACTION, max_retries: 1, retry_delay: 0.1 } }) },
  { chance: 0.15, of: (draws, earlier) => ({ parameters: { value: reference(draws, earlier) } }) },
  { chance: 0.02, of: () => ({ parameters: { large: true } }) },
  // Equal parameters would make two steps one for the cache: whichever is first would decide about both.
  { chance: 0.2, of: (_draws, _earlier, place) => ({ cache: true, parameters: { value: place } }) },
];

/** A workflow of up to seven steps that uses whatever there is, and what comes at its end. */
export function randomWorkflow(draws: Draws, name: string): WrittenWorkflow {
  const names = Array.from({ length: draws.between(1, 7) }, (_, index) => `s${index}`);
  return {
    name,
    mode: draws.pick(['parallel', 'priority', 'resource_aware', 'sequential']),
    ...(draws.chance(0.6) && { max_parallel: draws.between(1, 4) }),
    ...(draws.chance(0.1) && { timeout: draws.between(1, 8) }),
    ...(draws.chance(0.5) && { on_failure: draws.pick(['stop', 'rollback']) }),
    steps: names.map((step, index) =>
      randomStep(draws, { workflow: name, name: step, earlier: names.slice(0, index) }),
    ),
    ...(draws.chance(0.2) && { on_failure_steps: [endStep(draws, 'tell')] }),
    ...(draws.chance(0.3) && { finally: [endStep(draws, 'clean'), endStep(draws, 'last')].slice(draws.upTo(1)) }),
  };
}

interface Place {
  readonly workflow: string;
  readonly name: string;
  readonly earlier: readonly string[];
}

function randomStep(draws: Draws, { workflow, name, earlier }: Place): Step {
  const dependencies = earlier.filter(() => draws.chance(Math.min(0.5, 1.5 / earlier.length)));
  const step: Step = { name, ...ACTION, dependencies, max_retries: 0 };
  return Object.assign(
    step,
    ...features.flatMap(({ chance, of }) => (draws.chance(chance) ? [of(draws, earlier, `${workflow}/${name}`)] : [])),
  );
}

const endStep = (draws: Draws, name: string): Step => ({
  name,
  ...ACTION,
  max_retries: draws.upTo(1),
  retry_delay: 0.1,
});

function condition(draws: Draws, earlier: readonly string[]): string | boolean {
  if (earlier.length === 0) return draws.chance(0.7);
  const step = draws.pick(earlier);
  return draws.pick([`{{ ${step}.status == 'completed' }}`, `{{ ${step}.output.task != "" }}`, '{{ run.id != "" }}']);
}

const reference = (draws: Draws, earlier: readonly string[]): string =>
  earlier.length === 0 ? 'nothing' : `{{ ${draws.pick(earlier)}.status }}`;

const retry = (draws: Draws): Step['retry'] => ({
  max: draws.upTo(3),
  delay: draws.pick([0, 0.1, 0.4]),
  factor: draws.pick([1, 2]),
  cap: 1,
  jitter: draws.pick([0, 0.2, 1]),
});

const timeouts = (draws: Draws): Step['timeouts'] => ({
  ...(draws.chance(0.7) && { attempt: draws.pick([0.2, 0.5, 2]) }),
  ...(draws.chance(0.3) && { total: draws.pick([0.5, 1, 3]) }),
  ...(draws.chance(0.3) && { waiting: draws.pick([0.1, 1, 5]) }),
});

type Resource = NonNullable<Step['resources']>[number];

const resource = (draws: Draws): Resource =>
  draws.pick<Resource>([
    { type: 'lock', identifier: draws.pick(['a', 'b']), mode: draws.pick(['exclusive', 'read', 'write']) },
    { type: 'cpu', amount: { cores: draws.pick([1, 2]) } },
  ]);
