import { OrchestrationEngine } from '@codomyrmex/engine';
import { Command } from 'commander';
import { type CommandScope, type CommonOptions, common, perform } from '../command-run.ts';
import { table } from '../output/table.ts';

export function orchestrationCommand(): Command {
  const command = new Command('orchestration').description('the whole data folder at a glance');
  common(command.command('status').description('what is defined, running and held')).action(showStatus);
  common(command.command('health').description('whether everything can work')).action(showHealth);
  return command;
}

async function engineOf(scope: CommandScope): Promise<OrchestrationEngine> {
  const { orchestrator, store } = await scope.open();
  return new OrchestrationEngine({
    orchestrator,
    dataFolder: scope.dataFolder,
    storeProblems: () => store.problems().map((problem) => problem.message),
  });
}

function showStatus(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const status = await (await engineOf(scope)).getSystemStatus();
    if (scope.json) scope.terminal.json(status);
    else {
      const { workflow_manager: workflows, task_orchestrator: tasks, resource_manager: resources } = status;
      scope.terminal.data(
        `workflows  ${workflows.total_workflows} defined, ${workflows.running_workflows} running, ${workflows.interrupted_workflows} interrupted`,
      );
      scope.terminal.data(`tasks      ${tasks.running} running, ${tasks.pending} waiting, in this process`);
      scope.terminal.data(
        table(
          [{ title: 'resource' }, { title: 'capacity' }, { title: 'held' }],
          resources.resources.map((one) => [one.resource_id, amounts(one.capacity), amounts(one.allocated)]),
          scope.terminal.outWidth,
        ),
      );
    }
    return 0;
  });
}

const amounts = (units: Readonly<Record<string, number>>): string =>
  Object.entries(units)
    .map(([unit, amount]) => `${Math.round(amount * 100) / 100} ${unit}`)
    .join(', ');

function showHealth(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const health = await (await engineOf(scope)).healthCheck();
    if (scope.json) scope.terminal.json(health);
    else {
      scope.terminal.data(health.overall_status);
      for (const [name, { status }] of Object.entries(health.components)) scope.terminal.data(`  ${name}: ${status}`);
      for (const issue of health.issues) scope.terminal.data(`  ${issue}`);
    }
    return health.overall_status === 'unhealthy' ? 1 : 0;
  });
}
