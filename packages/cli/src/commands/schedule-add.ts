import { resolve } from 'node:path';
import { type JsonObject, UsageError } from '@codomyrmex/core';
import {
  newSchedule,
  nextTime,
  type OverlapPolicy,
  parseDuration,
  scheduleDocument,
  type Timing,
  timeOf,
} from '@codomyrmex/schedules';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findWorkflow, isPath } from '../find-workflow.ts';
import { program } from '../output/called-as.ts';
import { type GivenParameters, givenParameters } from '../parameters.ts';

interface AddOptions extends CommonOptions {
  readonly workflow: string;
  readonly cron?: string;
  readonly every?: string;
  readonly at?: string;
  readonly timezone?: string;
  readonly overlap: OverlapPolicy;
  readonly catchUp: string;
  readonly jitter: string;
  readonly end?: string;
  readonly param: readonly string[];
  readonly params?: string;
}

/** The workflow and its parameters are checked now, so that a mistake is not found at night. */
export function addSchedule(name: string, options: AddOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { orchestrator, store } = await scope.open();
    const now = orchestrator.clock.now();
    const timezone = options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const given = givenParameters(options);
    const schedule = newSchedule(
      {
        name,
        workflow: isPath(options.workflow) ? resolve(options.workflow) : options.workflow,
        parameters: asJson(given),
        textParameters: given.textParameters,
        workspace: scope.workspace,
        timing: timingOf(options, timezone, now),
        overlap: options.overlap,
        catchUpMs: parseDuration(options.catchUp),
        jitterMs: parseDuration(options.jitter),
        endsAt: options.end === undefined ? null : timeOf(options.end, timezone),
      },
      now,
    );
    await orchestrator.prepare(await findWorkflow(scope.workflows, options.workflow), {
      ...given,
      workspace: scope.workspace,
    });
    store.schedules.add(schedule);
    told(scope, scheduleDocument(schedule, nextTime(schedule, store.schedules.view(name).accountedUntil)));
    return 0;
  });
}

function told({ json, terminal }: CommandScope, document: ReturnType<typeof scheduleDocument>): void {
  if (json) return terminal.json(document);
  terminal.data(`${document.name} runs ${document.workflow}, next at ${document.next}`);
  terminal.note(`${program()} serve runs what is due`);
}

function timingOf({ cron, every, at, timezone: written }: AddOptions, timezone: string, now: number): Timing {
  if ([cron, every, at].filter((one) => one !== undefined).length !== 1) {
    throw new UsageError('a schedule has one of --cron, --every and --at', {
      code: 'INVALID_PARAMETERS',
      suggestions: ['Give --cron "30 2 * * *", --every 10m or --at 2026-12-01T08:00:00Z.'],
    });
  }
  // Where it means nothing, a zone that does not exist is a mistake all the same.
  if (written !== undefined) timeOf('2000-01-01', written);
  if (cron !== undefined) return { kind: 'cron', expression: cron.trim(), timezone };
  if (every !== undefined) return { kind: 'every', everyMs: parseDuration(every), anchor: Math.floor(now) };
  return { kind: 'at', at: timeOf(at ?? '', timezone) };
}

function asJson({ parameters }: GivenParameters): JsonObject {
  // They came as text or JSON.
  return JSON.parse(JSON.stringify(parameters)) as JsonObject;
}
