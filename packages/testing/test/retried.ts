import type { RunDocument } from '@codomyrmex/engine';
import { called, type World } from './run-world.ts';

/** Makes a run of the world again, and tells what was called for it. */
export const retriedIn =
  (given: World) =>
  async (
    of: RunDocument,
    options: object = {},
  ): Promise<{ readonly document: RunDocument; readonly ran: string[] }> => {
    const before = called(given).length;
    const live = await given.orchestrator.retry(of.execution_id, options);
    await given.clock.runUntil(live.ended);
    const document = await given.orchestrator.document(live.id);
    return { document, ran: called(given).slice(before) };
  };
