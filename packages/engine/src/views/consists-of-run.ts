import type { StepDefinition } from '@codomyrmex/core';
import { hasItems } from '../definition/step-kind.ts';

type Said = Pick<StepDefinition, 'foreach' | 'matrix' | 'workflow'>;

/** Whether a step's work is a run in the run: of its items, or of a workflow. */
export const consistsOfRun = (step: Said): boolean => hasItems(step) || step.workflow !== undefined;
