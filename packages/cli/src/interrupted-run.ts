import { isOrchestrationError, StorageError } from '@codomyrmex/core';
import { program } from './output/called-as.ts';

/** What ended the carrying of a run that is stored, told with how to go on with it where that may help: the machine may be mended. */
export function interruptedRun(error: unknown, run: string): unknown {
  if (!isOrchestrationError(error) || error.family !== 'world' || error.code === 'JOURNAL_CORRUPT') return error;
  const { message, code, suggestions, details, cause } = error;
  return new StorageError(message, {
    code,
    suggestions: [...suggestions, `Then: ${program()} run resume ${run}`],
    details: { ...details, execution_id: run },
    cause,
  });
}
