import { type Health, OrchestrationEngine, type SystemStatus } from '@codomyrmex/engine';
import { columnsBy, table } from '../output/table.ts';
import { safe } from '../terminal.ts';
import { demoHeader } from './demo-header.ts';
import type { Tour } from './tour.ts';

export interface StatusReport {
  readonly status: SystemStatus;
  readonly health: Health;
}

/** Who holds what, what ran, and whether everything can work. */
export async function demoStatusReporting(tour: Tour): Promise<StatusReport> {
  demoHeader(tour, '4. Status reporting');
  const { orchestrator, store } = tour.opened;
  const engine = new OrchestrationEngine({
    orchestrator,
    dataFolder: tour.places.data,
    storeProblems: () => store.problems().map((problem) => problem.message),
  });
  const status = await engine.getSystemStatus();
  const health = await engine.healthCheck();
  tour.command('orchestration status');
  const totals = status.performance;
  if (totals !== undefined) {
    tour.say(
      `${totals.totalWorkflowsExecuted} runs are over: ${totals.successfulExecutions} completed, ${totals.failedExecutions} failed.`,
    );
  }
  tour.show('');
  tour.command('resource list');
  const rows = status.resourceManager.resources.map(({ resourceId, capacity, allocated }) => [
    resourceId,
    amounts(capacity),
    amounts(allocated),
  ]);
  tour.show(table(columnsBy('resource', 'capacity', 'held'), rows, tour.width));
  tour.show('');
  tour.command('orchestration health');
  tour.say(
    `${health.overallStatus}: ${Object.entries(health.components)
      .map(([name, one]) => `${name} ${one.status}`)
      .join(', ')}`,
  );
  for (const issue of health.issues) tour.item(safe(issue));
  return { status, health };
}

const amounts = (units: Readonly<Record<string, number>>): string =>
  Object.entries(units)
    .map(([unit, amount]) => `${Math.round(amount * 100) / 100} ${unit}`)
    .join(', ');
