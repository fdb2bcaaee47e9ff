import { NotFoundError, runId } from '@codomyrmex/core';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { wireEvent } from '../output/wire-event.ts';

export function showEvents(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { runtime } = await scope.orchestrator();
    const id = runId(await findRun(runtime, written));
    const snapshot = await runtime.snapshot(id);
    if (snapshot === undefined) throw new NotFoundError(`there is no run ${id}`, { code: 'RUN_NOT_FOUND' });
    const events = (await runtime.events(id)).map((event) => wireEvent(id, snapshot.state.plan, event));
    if (scope.json) scope.terminal.json(events);
    else
      for (const event of events)
        scope.terminal.data(options.jsonl === true ? JSON.stringify(event) : eventText(event));
    return 0;
  });
}

function eventText({ time, type, step, attempt, ...rest }: Readonly<Record<string, unknown>>): string {
  const place = step === undefined ? '' : ` ${String(step)}#${String(attempt)}`;
  const why = rest.error ?? rest.reason ?? rest.status;
  return `${String(time)} ${String(type)}${place}${why === undefined ? '' : `: ${String(why)}`}`;
}
