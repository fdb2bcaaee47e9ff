import type { ResourceRequest } from '@codomyrmex/core';
import type { Ledger, Need } from '../src/index.ts';

/** The need of requests that are known to be right. */
export function compiled(ledger: Ledger, requests: readonly ResourceRequest[]): Need {
  const compilation = ledger.compile(requests);
  if (compilation.kind === 'need') return compilation.need;
  throw new Error(compilation.problems.map(({ path, message }) => `${path}: ${message}`).join('; '));
}

/** What is wrong with requests that are known to be wrong: codes by path. */
export function refused(ledger: Ledger, requests: readonly unknown[]): [path: string, code: string][] {
  // The ledger is asked to judge what the schema would not let through.
  const compilation = ledger.compile(requests as ResourceRequest[]);
  if (compilation.kind === 'need') throw new Error('the requests were accepted');
  return compilation.problems.map(({ path, code }) => [path, code]);
}
