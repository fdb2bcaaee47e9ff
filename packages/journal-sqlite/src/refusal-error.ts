import { InternalError, type OrchestrationError } from '@codomyrmex/core';
import { faultError } from './storage-errors.ts';
import type { Refusal } from './write-op.ts';

/** What the caller of `begin`, `append` or `adopt` gets to see. */
export function refusalError(file: string, refusal: Refusal): OrchestrationError {
  switch (refusal.kind) {
    case 'duplicate':
      return new InternalError(`${file} already has a run of this name; run ids must be unique`, {
        code: 'JOURNAL_CONFLICT',
      });
    case 'fault':
      return faultError(file, refusal);
  }
}
