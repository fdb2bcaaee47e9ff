import type { SimulationPlan } from './plan.ts';

const MOST_TRIES = 400;

/** A plan with less in it that still fails, as short as leaving out one thing after the other makes it. */
export async function shortened(
  plan: SimulationPlan,
  fails: (plan: SimulationPlan) => Promise<boolean>,
): Promise<SimulationPlan> {
  let shortest = plan;
  let tries = 0;
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (const candidate of withOneThingLess(shortest)) {
      if (++tries > MOST_TRIES) return shortest;
      if (!(await failsSafely(candidate, fails))) continue;
      shortest = candidate;
      isShorter = true;
      break;
    }
  }
  return shortest;
}

/** What is left may be no plan at all: a step that others name cannot go before them. */
async function failsSafely(plan: SimulationPlan, fails: (plan: SimulationPlan) => Promise<boolean>): Promise<boolean> {
  try {
    return await fails(plan);
  } catch {
    return false;
  }
}

function* withOneThingLess(plan: SimulationPlan): Generator<SimulationPlan> {
  for (const index of plan.happenings.keys()) yield { ...plan, happenings: plan.happenings.toSpliced(index, 1) };
  for (const index of plan.schedules.keys()) yield { ...plan, schedules: plan.schedules.toSpliced(index, 1) };
  for (const [index, workflow] of plan.workflows.entries()) {
    const changed = (other: object) => ({ ...plan, workflows: plan.workflows.with(index, { ...workflow, ...other }) });
    if (workflow.finally !== undefined) yield changed({ finally: undefined });
    if (workflow.on_failure_steps !== undefined) yield changed({ on_failure_steps: undefined });
    for (const [place, step] of workflow.steps.entries()) {
      if (workflow.steps.length > 1) yield changed({ steps: workflow.steps.toSpliced(place, 1) });
      for (const key of Object.keys(step)) {
        if (key === 'name' || key === 'module' || key === 'action') continue;
        const { [key]: _left, ...less } = step as Record<string, unknown>; // its members by name, whatever they are
        yield changed({ steps: workflow.steps.with(place, less as typeof step) }); // still a step: no member that is left out is required
      }
    }
  }
}
