import type { OrchestrationMode } from '@codomyrmex/core';
import {
  type SimulatedStepDocument,
  type SimulationDocument,
  simulateWorkflow,
  simulationDocument,
} from '@codomyrmex/engine';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findWorkflow } from '../find-workflow.ts';
import type { Column } from '../output/column.ts';
import { table } from '../output/table.ts';
import { duration } from '../output/times.ts';

interface SimulateOptions extends CommonOptions {
  readonly mode?: OrchestrationMode;
  readonly maxParallel?: number;
  readonly resource?: Readonly<Record<string, number>>;
  readonly defaultDuration?: number;
  readonly items?: Readonly<Record<string, number>>;
}

export function simulate(nameOrFile: string, options: SimulateOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const workflow = await orchestrator.check(await findWorkflow(scope.workflows, nameOrFile));
    const { mode, maxParallel, resource, defaultDuration, items } = options;
    const given = { mode, maxParallel, resources: resource, defaultDuration, items };
    const document = simulationDocument(await simulateWorkflow(orchestrator, workflow, given));
    if (scope.json) scope.terminal.json(document);
    else {
      const rows = listed(document.steps, '');
      print(scope, document, rows);
      tellUnknown(scope, rows);
    }
    return 0;
  });
}

type Row = readonly [path: string, step: SimulatedStepDocument];

/** Steps in the order of the definition, those of a workflow that a step runs after it. */
const listed = (steps: SimulationDocument['steps'], above: string): readonly Row[] =>
  Object.entries(steps).flatMap(([name, step]): readonly Row[] => {
    const path = `${above}${name}`;
    return [[path, step], ...(step.steps === undefined ? [] : listed(step.steps, `${path}/`))];
  });

function tellUnknown({ terminal }: CommandScope, rows: readonly Row[]): void {
  for (const [path, { items, not_simulated: why }] of rows) {
    if (why !== undefined)
      terminal.note(`${path} takes as long as it did, whatever slots and resources there are: ${why}`);
    if (items?.count_from !== 'unknown') continue;
    terminal.note(
      `nothing is known of how many items ${path} has, so it is taken to have one: --items ${path}=N says it`,
    );
  }
}

function print({ terminal }: CommandScope, document: SimulationDocument, steps: readonly Row[]): void {
  const columns: readonly Column[] = [
    { title: 'step', whole: true },
    { title: 'start', align: 'right' },
    { title: 'takes', align: 'right' },
    { title: 'waits', align: 'right' },
    { title: 'for' },
    { title: 'known from' },
  ];
  const rows = steps.map(([path, step]) => [
    step.items === undefined ? path : `${path} (${step.items.count} items)`,
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
    case 'simulation':
      return 'what is in it';
  }
}
