import type { WorkflowDefinition } from '@codomyrmex/core';
import { type PlanResult, plan } from '@codomyrmex/dag';
import type { ActionCatalog } from './catalog.ts';
import { draftOf } from './draft-of.ts';
import { workflowGraph } from './task-specs.ts';

const nothing: ActionCatalog = { action: () => 'unknown_module', modules: () => [], actions: () => [] };

/** The graph of a definition with the dependencies that its references imply, without looking at any action. */
export function writtenPlan(definition: WorkflowDefinition): PlanResult {
  return plan(workflowGraph(draftOf(definition, { catalog: nothing })).specs);
}
