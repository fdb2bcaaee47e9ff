import { DefinitionError, type Problem, UsageError } from '@codomyrmex/core';
import { type Allocation, type Need, type Requirements, readRequirements } from '@codomyrmex/resources';
import type { Asker, Capacity } from '../runtime/capacity.ts';

/**
 * Takes everything that is required through the line that tasks wait in, or nothing. The returned function gives it back.
 * @throws DefinitionError RESOURCE_UNAVAILABLE with every requirement that can never be met.
 * @throws UsageError RESOURCE_UNAVAILABLE when it is only taken now, naming what is missing and who holds it.
 */
export function holdRequirements(capacity: Capacity, requirements: Requirements, label: string): () => void {
  const { needs, problems } = readRequirements(requirements, capacity.ledger);
  if (problems.length > 0) {
    forgetAll(capacity, needs.values());
    throw neverMet(problems);
  }
  const held: Allocation[] = [];
  const giveBack = () => {
    for (const allocation of held) capacity.line.release(allocation);
    forgetAll(capacity, needs.values());
    capacity.line.drain();
  };
  for (const need of needs.values()) {
    const allocation = capacity.line.tryTake(need, { label });
    if (allocation === undefined) {
      const missing = missingOf(capacity, need);
      giveBack();
      throw takenNow(missing);
    }
    held.push(allocation);
  }
  return giveBack;
}

function forgetAll({ ledger }: Capacity, needs: Iterable<Need>): void {
  for (const need of needs) ledger.forget(need);
}

const nobody: Asker = { label: () => 'a session to be opened', granted: () => {} };

function missingOf(capacity: Capacity, need: Need): readonly string[] {
  const missing = capacity.lacks(need, nobody);
  return missing.length > 0 ? missing : ['what is kept for a request that waits longer'];
}

function neverMet(problems: readonly Problem[]): DefinitionError {
  const all = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new DefinitionError(`the session asks for what this machine cannot grant: ${all}`, problems, {
    code: 'RESOURCE_UNAVAILABLE',
    suggestions: problems.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion])),
  });
}

function takenNow(missing: readonly string[]): UsageError {
  return new UsageError(`the session cannot be opened now: it lacks ${missing.join('; ')}`, {
    code: 'RESOURCE_UNAVAILABLE',
    details: { missing },
    suggestions: ['Try again when a holder has given back, or require less.'],
  });
}
