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
  attempt: { readonly task: number; readonly attempt: number },
  { outputs, random, now }: ReportPorts,
): Command | Promise<Command> {
  const of = { ...attempt, at: now() };
  switch (report.kind) {
    case 'succeeded': {
      const { source, signal } = report;
      const output = storedOutput(outputs, report.output);
      if (!(output instanceof Promise)) return { type: 'succeed', ...of, output, source, signal };
      return output.then((stored) => ({ type: 'succeed', ...attempt, at: now(), output: stored, source, signal }));
    }
    case 'to_repeat':
      return { type: 'repeat', ...of, due: report.due };
    case 'failed':
      return { type: 'fail', ...of, failure: report.failure, random: random() };
    case 'declined':
      return { type: 'decline', ...of, reason: report.reason };
    case 'stopped':
      return { type: 'report_stopped', ...of };
  }
}
