import type { WorkflowDefinition } from '@codomyrmex/core';
import type { Orchestrator } from './orchestrator.ts';
import type { Place } from './sessions/open-session.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { Tally } from './tally.ts';
import type { RunDocument } from './views/run-document.ts';
import type { PlacedDefinition } from './workflows/placed-definition.ts';
import type { PreparedWorkflow, RunOptions } from './workflows/prepare-run.ts';

export interface CarryingPorts {
  readonly orchestrator: Orchestrator;
  readonly sessions: Sessions;
  readonly tally: Tally;
}

/** A workflow to be run, under a session's limits where one is named. */
export interface WorkflowOrder extends Pick<RunOptions, 'parameters' | 'workspace'> {
  readonly definition: () => PlacedDefinition | Promise<PlacedDefinition>;
  readonly sessionId?: string | undefined;
  /** Values for parameters that the definition declares and `parameters` does not give. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Carries a workflow from its check to its end. In a session it waits in line while the session has as many runs as it may;
 * its place in the line is that of the call, however long its definition takes to read.
 * @throws DefinitionError · NotFoundError SESSION_NOT_FOUND · UsageError SESSION_CLOSED, and nothing was begun; StorageError
 * when the journal refuses, or UsageError SHUT_DOWN, and the run can be resumed.
 */
export async function carriedWorkflow(ports: CarryingPorts, order: WorkflowOrder): Promise<RunDocument> {
  const turn = order.sessionId === undefined ? undefined : ports.sessions.enter(order.sessionId);
  turn?.catch(() => undefined); // told below; the definition's faults come first
  try {
    const prepared = await preparedFor(ports, order);
    return await carriedIn(ports, prepared, await turn);
  } finally {
    void turn?.then(
      (place) => place.leave(),
      () => undefined, // no place was given
    );
  }
}

/** A definition that goes one by one does so in every session; otherwise the session says who goes first. */
async function preparedFor({ orchestrator, sessions }: CarryingPorts, order: WorkflowOrder): Promise<PreparedWorkflow> {
  const { definition, sessionId, defaults = {}, ...options } = order;
  const session = sessionId === undefined ? undefined : sessions.find(sessionId);
  const placed = await definition();
  const mode = placed.definition.mode === 'sequential' ? 'sequential' : session?.mode;
  const parameters = { ...declaredValues(placed.definition, defaults), ...options.parameters };
  return orchestrator.prepare(placed, { ...options, parameters, mode });
}

/** The values of those parameters that a workflow declares. */
export function declaredValues(
  { parameters = {} }: Pick<WorkflowDefinition, 'parameters'>,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(parameters, name)));
}

async function carriedIn(
  { orchestrator, tally }: CarryingPorts,
  prepared: PreparedWorkflow,
  place: Place | undefined,
): Promise<RunDocument> {
  const run = await orchestrator.start(prepared, orchestrator.newRunId(), place?.session);
  tally.begun();
  place?.attach(run);
  await run.ended;
  const document = await orchestrator.document(run.id);
  tally.over(document);
  return document;
}
