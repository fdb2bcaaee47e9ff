import { healthOf } from '@codomyrmex/resources';
import type { Orchestrator } from '../../orchestrator.ts';
import type { Projects } from '../../projects-port.ts';
import { readDefinition } from '../../workflows/read-definition.ts';
import { liveWorkflows } from '../system-status.ts';
import { type Checked, checkedBy } from './health.ts';
import { stuckIssues } from './run-health.ts';

/** Definitions beyond this are counted and not read: a health check is no validation of everything. */
const MAX_READ = 1_000;

/** Whether the stored definitions can be read. */
export async function workflowsHealth({ workflows }: Orchestrator): Promise<Checked> {
  const listed = await workflows.list();
  const issues: string[] = [];
  for (const { name } of listed.slice(0, MAX_READ)) {
    try {
      readDefinition(await workflows.read(name));
    } catch (error) {
      issues.push(`workflow "${name}" cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return checkedBy(issues, { totalWorkflows: listed.length, unusableWorkflows: issues.length });
}

/** Whether the runs in hand move, and whether every module can be loaded. */
export async function tasksHealth({ runtime, registry, clock }: Orchestrator): Promise<Checked> {
  const live = [...runtime.live.values()];
  const stuck = live.flatMap((run) => stuckIssues(run, clock.now()));
  const unusable: string[] = [];
  for (const module of registry.modules) {
    await registry.plugin(module).catch((error: unknown) => {
      unusable.push(error instanceof Error ? error.message : String(error));
    });
  }
  const details = {
    runsInHand: liveWorkflows(runtime).length,
    runningTasks: live.reduce((sum, { state }) => sum + state.running, 0),
    stuckRuns: stuck.length,
    modules: registry.modules.length,
    unusableModules: unusable.length,
  };
  return checkedBy([...stuck, ...unusable], details);
}

/** Whether projects can be read, where there is somebody who knows them. */
export async function projectsHealth(projects: Projects | undefined): Promise<Checked> {
  const summary = await projects?.summary?.();
  const issues = (await projects?.problems?.()) ?? [];
  return checkedBy(issues, { available: projects !== undefined, ...summary });
}

/** Whether resources grant, hold no more than there is, and are not all but used up. */
export function resourcesHealth({ capacity }: Orchestrator): Checked {
  const usages = capacity.ledger.list();
  const over = usages.flatMap(({ id, held, capacity: units }) =>
    Object.entries(held)
      .filter(([unit, amount]) => amount > (units[unit] ?? 0))
      .map(([unit, amount]) => `${id} holds ${amount} ${unit} and has ${units[unit] ?? 0}`),
  );
  const { overallStatus, issues } = healthOf(
    usages.filter(({ type }) => type !== 'queue'),
    null,
  );
  return {
    status: over.length > 0 && overallStatus === 'healthy' ? 'degraded' : overallStatus,
    details: { totalResources: usages.length, waitingRequests: capacity.line.size, overLimits: over.length },
    issues: [...over, ...issues],
  };
}
