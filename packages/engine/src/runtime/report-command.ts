import type { Random } from '@codomyrmex/core';
import type { Command } from '@codomyrmex/dag';
import type { Report } from './invocation.ts';
import { type OutputStore, storedOutput } from './output.ts';

export interface ReportPorts {
  readonly outputs: OutputStore;
  readonly random: Random;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The command that a report of an attempt is: a promise only while an output that is large is being stored. Rejects when its store
 * refuses.
 */
export function reportCommand(
  report: Exclude<Report, { readonly kind: 'unable' }>,
  { task, attempt }: { readonly task: number; readonly attempt: number },
  { outputs, random, now }: ReportPorts,
): Command | Promise<Command> {
  switch (report.kind) {
    case 'succeeded': {
      const { source, signal } = report;
      const output = storedOutput(outputs, report.output);
      if (!(output instanceof Promise)) return { type: 'succeed', at: now(), task, attempt, output, source, signal };
      return output.then((stored) => ({ type: 'succeed', at: now(), task, attempt, output: stored, source, signal }));
    }
    case 'to_repeat':
      return { type: 'repeat', at: now(), task, attempt, due: report.due };
    case 'failed':
      return { type: 'fail', at: now(), task, attempt, failure: report.failure, random: random() };
    case 'declined':
      return { type: 'decline', at: now(), task, attempt, reason: report.reason };
    case 'stopped':
      return { type: 'report_stopped', at: now(), task, attempt };
  }
}
