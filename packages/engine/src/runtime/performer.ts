import { type Clock, InternalError, innerRunId, isOrchestrationError } from '@codomyrmex/core';
import type { RunState } from '@codomyrmex/dag';
import { roundEnd, roundLocals } from '../effects/round.ts';
import { waiter } from '../effects/wait.ts';
import type { Feed } from '../feed.ts';
import { keptItems } from '../retry/kept-items.ts';
import { keptSteps } from '../retry/kept-steps.ts';
import { InnerRun, type InnerRuns } from './inner-run.ts';
import type { AttemptOrder, Invocation, Invoke, Report } from './invocation.ts';
import { itemsOf, itemsPlan, itemsReport } from './items-run.ts';
import type { OutputStore } from './output.ts';
import type { ActionWork, ItemsWork, RunPlan, TaskWork, UndoWork, WorkflowWork } from './run-plan.ts';
import type { TimeSlice } from './time-slice.ts';
import { runOfStep, undoReport } from './undo-run.ts';
import type { Upstream } from './upstream.ts';
import { UpstreamScope } from './upstream-scope.ts';
import { workflowReport } from './workflow-run.ts';

export interface PerformerPorts {
  readonly clock: Clock;
  readonly run: RunPlan;
  readonly look: () => RunState;
  readonly upstream: Upstream;
  readonly outputs: OutputStore;
  readonly runs: InnerRuns;
  readonly feed: Pick<Feed, 'publish'>;
  readonly slice: Pick<TimeSlice, 'isOver' | 'turn' | 'turnAfter'>;
  readonly invokeAction: Invoke<ActionWork>;
}

/** Does what a task does, whatever its kind. The order is handed on as it is: a copy for each attempt was a tenth of a run. */
export function performer(ports: PerformerPorts): Invoke {
  const wait = waiter(ports);
  return (order) => {
    switch (order.work.kind) {
      case 'action':
        assertFor(order, 'action');
        return ports.invokeAction(order);
      case 'wait':
        assertFor(order, 'wait');
        return wait(order);
      case 'items':
        assertFor(order, 'items');
        return runItems(ports, order);
      case 'workflow':
        assertFor(order, 'workflow');
        return runWorkflow(ports, order);
      case 'undo':
        assertFor(order, 'undo');
        return runUndoing(ports, order);
    }
  };
}

type OrderFor<Kind extends TaskWork['kind']> = AttemptOrder<Extract<TaskWork, { readonly kind: Kind }>>;

/** The compiler does not carry the kind of the work over to the order that has it. */
function assertFor<Kind extends TaskWork['kind']>(order: AttemptOrder, kind: Kind): asserts order is OrderFor<Kind> {
  if (order.work.kind !== kind) throw new InternalError(`work of kind ${order.work.kind} is not of kind ${kind}`);
}

function placeOf({ run, clock }: PerformerPorts, { task, attempt }: Pick<AttemptOrder, 'task' | 'attempt'>) {
  const id = innerRunId(run.record.id, run.plan.names[task] ?? String(task), attempt);
  return { id, createdAt: clock.now(), outer: run };
}

const reportTo =
  (order: AttemptOrder) =>
  (report: Report): void =>
    order.report(report);

function runItems(ports: PerformerPorts, order: AttemptOrder<ItemsWork>): Invocation {
  const { upstream, slice, look } = ports;
  const place = { ...placeOf(ports, order), upstream, slice };
  const plan = async (): Promise<RunPlan | Report> => {
    const items = await itemsOf(order.work, upstream);
    if (items.length === 0) return { kind: 'succeeded', output: [] };
    const planned = await itemsPlan(order.work, items, place);
    const earlier = look().keeps?.get(order.task);
    return earlier === undefined ? planned : { ...planned, retry: await keptItems(ports, earlier, items.length) };
  };
  const reportOf = (state: RunState): Promise<Report> => itemsReport(state, order.work.success, ports);
  return new InnerRun({ ...ports, plan, reportOf }, { id: place.id, since: order.since }, reportTo(order)).begin();
}

function runWorkflow(ports: PerformerPorts, order: AttemptOrder<WorkflowWork>): Invocation {
  const { upstream, outputs, clock, look } = ports;
  const { work, rounds, task, attempt } = order;
  const place = { ...placeOf(ports, order), maxParallel: work.maxParallel };
  let inner: RunPlan | undefined;
  const plan = async (): Promise<RunPlan> => {
    const scope = await upstream.scopeOf(work.reads);
    const locals = work.repeat === undefined ? scope.locals : { ...roundLocals(rounds), ...scope.locals };
    inner = work.planOf(place, work.parameters.evaluate({ ...scope, locals }));
    // A further attempt is one of the whole workflow, in a retry as in any run.
    const earlier = attempt === 1 ? look().keeps?.get(task) : undefined;
    if (earlier === undefined) return inner;
    return { ...inner, retry: await keptSteps(ports, earlier, { plan: inner, steps: work.steps }) };
  };
  const reportOf = async (state: RunState): Promise<Report> => {
    const end = await workflowReport(work, inner ?? ports.run, state, outputs);
    if (work.repeat === undefined || end.kind !== 'succeeded') return end;
    return roundEnd(work.repeat, end, { round: rounds, scope: await upstream.scopeOf(work.reads), now: clock.now() });
  };
  const made = { id: place.id, since: order.since, timeoutMs: work.timeoutMs };
  return new InnerRun({ ...ports, plan, reportOf }, made, reportTo(order)).begin();
}

/** What cannot be read now may be another time: then nothing is known of the attempt, and it is taken up again. */
function runUndoing(ports: PerformerPorts, order: AttemptOrder<UndoWork>): Invocation {
  const { run, look, runs, outputs } = ports;
  const { step, of, planOf } = order.work;
  const place = placeOf(ports, order);
  const plan = async (): Promise<RunPlan | Report> => {
    try {
      const done = await runOfStep((id) => runs.read(id), of ?? { record: run.record, state: look() }, step);
      const { record, state } = done;
      const upstream = new UpstreamScope({ record, plan: state.plan }, () => state, outputs);
      return planOf(place, { record, state, upstream }) ?? { kind: 'succeeded', output: {} };
    } catch (error) {
      if (isPassing(error)) return { kind: 'unable', error };
      throw error;
    }
  };
  const reportOf = (state: RunState): Promise<Report> => undoReport(state, { step, outputs });
  return new InnerRun({ ...ports, plan, reportOf }, { id: place.id, since: order.since }, reportTo(order)).begin();
}

/** The store may give it when it is asked again; what is damaged stays so. */
const isPassing = (error: unknown): boolean =>
  isOrchestrationError(error) && error.family === 'world' && error.code !== 'JOURNAL_CORRUPT';
