import type { Problem, ResourceRequest, StepDefinition } from '@codomyrmex/core';
import type { Ledger } from '@codomyrmex/resources';
import { placed } from '../definition/places.ts';
import type { PlacedDefinition } from './placed-definition.ts';

/** What steps ask for that this machine can never grant, all of it, each in its place. Workflows that steps run are looked at when they are. */
export function ungrantable(
  ledger: Pick<Ledger, 'compile' | 'forget'>,
  { definition, places, file }: PlacedDefinition,
): readonly Problem[] {
  const { steps, on_failure_steps: forFailures = [], finally: last = [] } = definition;
  const asked = [...askedBy('steps', steps), ...askedBy('on_failure_steps', forFailures), ...askedBy('finally', last)];
  // Steps of a large workflow mostly ask for the same few things.
  const granted = new Set<string>();
  return asked.flatMap(({ requests, path }) => {
    const key = JSON.stringify(requests);
    if (granted.has(key)) return [];
    const compiled = ledger.compile(requests, path);
    if (compiled.kind === 'refused') return compiled.problems.map((problem) => placed(problem, places, file));
    ledger.forget(compiled.need);
    granted.add(key);
    return [];
  });
}

interface Asked {
  readonly requests: readonly ResourceRequest[];
  readonly path: string;
}

const askedBy = (list: string, steps: readonly StepDefinition[]): readonly Asked[] =>
  steps.flatMap(({ resources }, index) =>
    resources === undefined ? [] : [{ requests: resources, path: `${list}[${index}].resources` }],
  );
