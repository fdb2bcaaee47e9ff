import { type DefinitionError, isOrchestrationError, type Problem } from '@codomyrmex/core';
import type { Orchestrator } from '../orchestrator.ts';
import { dataForCheck, readForCheck } from './read-definition.ts';
import { type GivenWorkflow, writtenWorkflow } from './workflow-config.ts';

/** Everything that is wrong with a workflow, stored or not; empty when it can run. @throws NotFoundError WORKFLOW_NOT_FOUND. */
export function workflowProblems(
  orchestrator: Orchestrator,
  given: string | GivenWorkflow,
): Promise<readonly Problem[]> {
  return problemsIn(async () => {
    const placed =
      typeof given === 'string'
        ? readForCheck(await orchestrator.workflows.read(given))
        : dataForCheck(writtenWorkflow(given), 'workflow');
    await orchestrator.check(placed);
  });
}

/** The problems that `work` finds; any other error is its own. */
export async function problemsIn(work: () => unknown): Promise<readonly Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!isOrchestrationError(error) || error.family !== 'author') throw error;
    const { problems } = error as DefinitionError; // the class of family "author", from any loaded copy
    return problems.length > 0 ? problems : [{ code: error.code, message: error.message, path: '' }];
  }
}
