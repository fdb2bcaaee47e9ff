import type { OrchestrationMode } from '@codomyrmex/core';
import {
  type CheckedWorkflow,
  type SimulatedStepDocument,
  type SimulationDocument,
  simulateWorkflow,
  simulationDocument,
} from '@codomyrmex/engine';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findWorkflow } from '../find-workflow.ts';
import { table } from '../output/table.ts';
import { duration } from '../output/times.ts';

interface SimulateOptions extends CommonOptions {
  readonly mode?: OrchestrationMode;
  readonly maxParallel?: number;
  readonly resource?: Readonly<Record<string, number>>;
  readonly defaultDuration?: number;
}

export function simulate(nameOrFile: string, options: SimulateOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const workflow = await orchestrator.check(await findWorkflow(scope.workflows, nameOrFile));
    const { mode, maxParallel, resource, defaultDuration } = options;
    const given = { mode, maxParallel, resources: resource, defaultDuration };
    const document = simulationDocument(await simulateWorkflow(orchestrator, workflow, given));
    if (scope.json) scope.terminal.json(document);
    else {
      print(scope, document);
      tellRuns(scope, workflow);
    }
    return 0;
  });
}

/** What goes on within such a step takes slots of the run, which the simulation knows nothing of. */
function tellRuns({ terminal }: CommandScope, { definition }: CheckedWorkflow): void {
  const ofRuns = definition.steps.filter((step) => step.foreach ?? step.matrix ?? step.workflow);
  if (ofRuns.length === 0) return;
  const names = ofRuns.map(({ name }) => name).join(', ');
  const takes = ofRuns.length === 1 ? 'it takes as long as it did' : 'they take as long as they did';
  terminal.note(
    `made of items or of a workflow: ${names}: ${takes}, in no slot, whatever slots and resources there are`,
  );
}

function print({ terminal }: CommandScope, document: SimulationDocument): void {
  const columns = [
    { title: 'step' },
    { title: 'start', align: 'right' as const },
    { title: 'takes', align: 'right' as const },
    { title: 'waits', align: 'right' as const },
    { title: 'for' },
    { title: 'known from' },
  ];
  const rows = Object.entries(document.steps).map(([name, step]) => [
    name,
    step.start === null ? 'never' : time(step.start),
    time(step.duration),
    step.waited === 0 ? '' : time(step.waited),
    step.waited_for.join('; '),
    source(step),
  ]);
  terminal.data(table(columns, rows, terminal.outWidth));
  const { total_time: total, critical_path: path, critical_path_time: least, slots, resources } = document;
  const ending = document.status === 'completed' ? 'would take' : 'would be ended by its timeout after';
  terminal.data(`${terminal.outColors.bold(document.workflow_name)} ${ending} ${time(total)}`);
  terminal.data(`longest chain: ${path.join(' → ')}, ${time(least)}`);
  for (const [name, { capacity, peak, utilization }] of [['slots', slots] as const, ...Object.entries(resources)]) {
    terminal.data(`${name}: at most ${peak} of ${capacity} at once, ${Math.round(utilization * 100)} % in use`);
  }
}

const time = (seconds: number): string => duration(seconds * 1000);

function source({ duration_from: from, run }: SimulatedStepDocument): string {
  switch (from) {
    case 'history':
      return `run ${run}`;
    case 'median':
      return 'the median of the others: it has not run';
    case 'default':
      return '--default-duration: it has not run';
  }
}
