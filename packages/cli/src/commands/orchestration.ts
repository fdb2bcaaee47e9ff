import {
  healthDocument,
  metricsDocument,
  OrchestrationEngine,
  type PerformanceTotals,
  type ResourceStatusView,
  systemStatusDocument,
} from '@codomyrmex/engine';
import { Command } from 'commander';
import { type CommandScope, perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { projectManager, projectsOf } from '../compose-projects.ts';
import { asCalled } from '../output/called-as.ts';
import { columnsBy, table } from '../output/table.ts';

export function orchestrationCommand(): Command {
  const command = new Command('orchestration').description('the whole data folder at a glance');
  common(command.command('status').description('what is defined, running and held')).action(showStatus);
  common(command.command('metrics').description('what was counted: runs, tasks, sessions, grants')).action(showMetrics);
  common(command.command('health').description('whether everything can work')).action(showHealth);
  return command;
}

async function engineOf(scope: CommandScope): Promise<OrchestrationEngine> {
  const { orchestrator, store } = await scope.open();
  return new OrchestrationEngine({
    orchestrator,
    dataFolder: scope.dataFolder,
    sessionTimeout: scope.configuration.sessionTimeout,
    projects: projectsOf(projectManager(scope)),
    storeProblems: () => store.problems().map((problem) => problem.message),
  });
}

function showStatus(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const status = await (await engineOf(scope)).getSystemStatus();
    const { workflowManager: workflows, taskOrchestrator: tasks, resourceManager: resources, performance } = status;
    if (scope.json) scope.terminal.json(systemStatusDocument(status));
    else {
      scope.terminal.data(
        `workflows  ${workflows.totalWorkflows} defined, ${workflows.runningWorkflows} running, ${workflows.interruptedWorkflows} interrupted`,
      );
      scope.terminal.data(`tasks      ${tasks.running} running, ${tasks.pending} waiting, in this process`);
      scope.terminal.data(`projects   ${projectsText(status.projectManager)}`);
      if (performance !== undefined) scope.terminal.data(`runs       ${runsText(performance)}`);
      scope.terminal.data(resourceTable(resources.resources, scope.terminal.outWidth));
    }
    return 0;
  });
}

function showMetrics(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const metrics = await (await engineOf(scope)).getMetrics();
    const { workflows, tasks, resources } = metrics;
    if (scope.json) scope.terminal.json(metricsDocument(metrics));
    else {
      scope.terminal.data(`workflows  ${workflows.total} defined, ${workflows.running} in hand`);
      if (workflows.performance !== undefined) scope.terminal.data(`runs       ${runsText(workflows.performance)}`);
      scope.terminal.data(
        `tasks      ${tasks.inHand.running} running, ${tasks.inHand.pending} waiting, in this process`,
      );
      scope.terminal.data(`projects   ${projectsText(metrics.projects)}`);
      scope.terminal.data(`resources  ${resources.total}, ${resources.waitingRequests} requests wait`);
      scope.terminal.data(resourceTable(resources.usage, scope.terminal.outWidth));
    }
    return 0;
  });
}

function projectsText({ total_projects: total, by_status: byStatus }: Readonly<Record<string, unknown>>): string {
  const counts = typeof byStatus === 'object' && byStatus !== null ? Object.entries(byStatus) : [];
  return [String(total ?? 0), ...counts.map(([status, count]) => `${count} ${status}`)].join(', ');
}

/** Of the newest runs of the data folder, whichever process carried them. */
function runsText(totals: PerformanceTotals): string {
  const { totalWorkflowsExecuted: all, successfulExecutions: good, failedExecutions: failed } = totals;
  const average = totals.averageExecutionTime.toFixed(1);
  return `${all} over: ${good} completed, ${failed} failed, ${totals.cancelledExecutions} cancelled; ${average} s on average`;
}

function resourceTable(resources: readonly ResourceStatusView[], width: number): string {
  return table(
    columnsBy('resource', 'capacity', 'held'),
    resources.map((one) => [one.resourceId, amounts(one.capacity), amounts(one.allocated)]),
    width,
  );
}

const amounts = (units: Readonly<Record<string, number>>): string =>
  Object.entries(units)
    .map(([unit, amount]) => `${Math.round(amount * 100) / 100} ${unit}`)
    .join(', ');

function showHealth(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const health = await (await engineOf(scope)).healthCheck();
    const document = healthDocument(health);
    if (scope.json) scope.terminal.json(document);
    else {
      scope.terminal.data(health.overallStatus);
      for (const [name, { status }] of Object.entries(document.components)) scope.terminal.data(`  ${name}: ${status}`);
      for (const issue of health.issues) scope.terminal.data(`  ${asCalled(issue)}`);
    }
    return health.overallStatus === 'unhealthy' ? 1 : 0;
  });
}
