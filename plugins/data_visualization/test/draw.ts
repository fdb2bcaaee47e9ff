import type { ActionDefinition } from '@codomyrmex/core';
import { type LoggedLine, runAction } from '@codomyrmex/testing';
import { type ChartResult, chartResult } from '../src/chart-result.ts';
import { dataVisualization } from '../src/index.ts';
import { type Node, parseSvg } from './read-svg.ts';

export type ChartName = keyof typeof dataVisualization.actions;

export interface Drawn extends ChartResult {
  readonly root: Node;
  readonly logs: readonly LoggedLine[];
}

/** Runs a chart's action as the engine does and parses what it drew. */
export async function draw(name: ChartName, input: Readonly<Record<string, unknown>>): Promise<Drawn> {
  const action: ActionDefinition = dataVisualization.actions[name];
  const { output, logs } = await runAction(action, input);
  const result = chartResult.parse(output);
  return { ...result, root: parseSvg(result.svg), logs };
}
