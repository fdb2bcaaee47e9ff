import { isOrchestrationError } from '@codomyrmex/core';
import type { Scaffolder } from '../scaffolder.ts';

/** Undoes what a killed process left half done in a project; while a process changes it, it is left to that. */
export async function repairProject(scaffolder: Scaffolder | undefined, path: string): Promise<void> {
  try {
    await scaffolder?.repair?.(path);
  } catch (error) {
    if (!isOrchestrationError(error) || error.code !== 'UPDATE_RUNNING') throw error;
  }
}
