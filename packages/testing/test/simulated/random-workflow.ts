import type { WrittenWorkflow } from '@codomyrmex/core';
import type { Draws } from './draws.ts';

type Step = WrittenWorkflow['steps'][number];
type More = Partial<Step>;

type Feature = (draws: Draws, earlier: readonly string[], place: string) => More;

const INNER = 'inner';
const ACTION = { module: 'scripted', action: 'work' } as const;
const undoing = { compensate: { ...ACTION, max_retries: 1, retry_delay: 0.1 } } as const;

/** What a step does: what it may have beside depends on it. */
type Kind = 'action' | 'rounds' | 'items' | 'workflow' | 'wait';
const called: readonly Kind[] = ['action', 'rounds', 'items'];
const any: readonly Kind[] = [...called, 'workflow', 'wait'];

/** What a step may have, each by chance. One entry a feature: a feature that comes is one more of them. */
const features: readonly { readonly chance: number; readonly on: readonly Kind[]; readonly of: Feature }[] = [
  {
    chance: 0.3,
    on: any,
    of: (draws) => ({ run_on: draws.pick(['failure', 'always', 'any_success', 'any_failure']) }),
  },
  { chance: 0.15, on: any, of: () => ({ required: false }) },
  { chance: 0.2, on: any, of: (draws) => ({ priority: draws.pick(['low', 'high', 'critical']) }) },
  { chance: 0.15, on: any, of: (draws, earlier) => ({ when: condition(draws, earlier) }) },
  { chance: 0.4, on: called, of: (draws) => ({ retry: retry(draws) }) },
  { chance: 0.25, on: called, of: (draws) => ({ timeouts: timeouts(draws) }) },
  { chance: 0.25, on: called, of: (draws) => ({ resources: [resource(draws)] }) },
  { chance: 0.2, on: any, of: () => undoing },
  { chance: 0.15, on: called, of: (draws, earlier) => ({ parameters: { value: reference(draws, earlier) } }) },
  { chance: 0.02, on: called, of: () => ({ parameters: { large: true } }) },
  // Equal parameters would make two steps one for the cache: whichever is first would decide about both.
  { chance: 0.2, on: ['action'], of: (_draws, _earlier, place) => ({ cache: true, parameters: { value: place } }) },
];

/** What a step of each kind says of it. */
function workOf(draws: Draws, kind: Kind): More {
  switch (kind) {
    case 'action':
      return { ...ACTION, max_retries: 0 };
    case 'rounds':
      return { ...ACTION, max_retries: 0, repeat: { until: '{{ index >= 1 }}', max: 3, delay: draws.pick([0, 0.2]) } };
    case 'items': {
      const foreach = Array.from({ length: draws.upTo(3) }, (_, index) => index);
      const success = draws.chance(0.3) ? { success: { tolerance: 0.5 } } : {};
      return { ...ACTION, max_retries: 0, foreach, max_parallel: draws.between(1, 2), ...success };
    }
    case 'workflow':
      return { workflow: INNER, ...(draws.chance(0.2) && { foreach: [0, 1] }) };
    case 'wait':
      return { wait_for: draws.chance(0.5) ? { seconds: draws.pick([0.1, 0.5]) } : { signal: 'go' } };
  }
}

/** What some steps run. */
function innerWorkflow(draws: Draws, workflow: string): WrittenWorkflow {
  const undoable = draws.chance(0.5) ? undoing : {};
  return {
    name: `${workflow}-${INNER}`,
    steps: [
      { name: 'x', ...ACTION, max_retries: draws.upTo(1), retry_delay: 0.1, ...undoable },
      { name: 'y', ...ACTION, max_retries: 0, dependencies: ['x'], required: draws.chance(0.5), ...undoable },
    ],
    ...(draws.chance(0.3) && { finally: [endStep(draws, 'clean')] }),
  };
}

/** A workflow of up to seven steps that uses whatever there is, and what comes at its end. */
export function randomWorkflow(draws: Draws, name: string): WrittenWorkflow {
  const kinds = Array.from({ length: draws.between(1, 7) }, () => (draws.chance(0.7) ? 'action' : draws.pick(any)));
  const names = kinds.map((kind, index) => `${kind}${index}`);
  return {
    name,
    workflows: { [INNER]: innerWorkflow(draws, name) },
    mode: draws.pick(['parallel', 'priority', 'resource_aware', 'sequential']),
    ...(draws.chance(0.6) && { max_parallel: draws.between(1, 4) }),
    ...(draws.chance(0.1) && { timeout: draws.between(1, 8) }),
    ...(draws.chance(0.5) && { on_failure: draws.pick(['stop', 'rollback']) }),
    steps: kinds.map((kind, index) =>
      randomStep(draws, kind, { workflow: name, name: names[index] ?? '', earlier: names.slice(0, index) }),
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

function randomStep(draws: Draws, kind: Kind, { workflow, name, earlier }: Place): Step {
  const dependencies = earlier.filter(() => draws.chance(Math.min(0.5, 1.5 / earlier.length)));
  const step: Step = { name, dependencies, ...workOf(draws, kind) };
  const own = features.filter(({ on }) => on.includes(kind));
  return Object.assign(
    step,
    ...own.flatMap(({ chance, of }) => (draws.chance(chance) ? [of(draws, earlier, `${workflow}/${name}`)] : [])),
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
  // Has no value where there is no output.
  const member = /^(?:action|rounds)/.test(step) ? `{{ ${step}.output.task != "" }}` : `{{ ${step}.output != null }}`;
  return draws.pick([`{{ ${step}.status == 'completed' }}`, member, '{{ run.id != "" }}']);
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
