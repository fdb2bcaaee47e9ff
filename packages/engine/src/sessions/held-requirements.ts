import { type Problem, ResourceAllocationError } from '@codomyrmex/core';
import { type Need, type Requirements, readRequirements } from '@codomyrmex/resources';
import type { Asker, Capacity } from '../runtime/capacity.ts';

/**
 * Takes everything that is required through the line that tasks wait in, or nothing. The returned function gives it back.
 * @throws ResourceAllocationError with every requirement that can never be met, in `details.problems`, or when it is only
 * taken now, naming what is missing and who holds it.
 */
export function holdRequirements(capacity: Capacity, requirements: Requirements, label: string): () => void {
  const read = readRequirements(requirements, capacity.ledger);
  if (read.kind === 'refused') throw neverMet(read.problems);
  const { need } = read;
  capacity.settle(); // rates may have refilled
  const allocation = capacity.line.tryTake(need, { label });
  if (allocation === undefined) {
    const missing = missingOf(capacity, need);
    capacity.ledger.forget(need);
    throw takenNow(missing);
  }
  return () => {
    capacity.line.release(allocation);
    capacity.ledger.forget(need);
    capacity.settle();
  };
}

const nobody: Asker = { label: () => 'a session to be opened', granted: () => {} };

function missingOf(capacity: Capacity, need: Need): readonly string[] {
  const missing = capacity.lacks(need, nobody);
  return missing.length > 0 ? missing : ['what is kept for a request that waits longer'];
}

function neverMet(problems: readonly Problem[]): ResourceAllocationError {
  const all = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new ResourceAllocationError(`the session asks for what this machine cannot grant: ${all}`, {
    details: { problems },
    suggestions: problems.flatMap(({ suggestion }) => (suggestion === undefined ? [] : [suggestion])),
  });
}

function takenNow(missing: readonly string[]): ResourceAllocationError {
  return new ResourceAllocationError(`the session cannot be opened now: it lacks ${missing.join('; ')}`, {
    details: { missing },
    suggestions: ['Try again when a holder has given back, or require less.'],
  });
}
