import { outerRunId, runId, unreachable } from '@codomyrmex/core';
import type { AdoptionEvent, FeedItem, SchedulerEvent } from '@codomyrmex/engine';
import { type Occurrence, occurrenceDocument } from '@codomyrmex/schedules';
import { safe, type Terminal } from '../terminal.ts';

/** Tells on stdout what `serve` does, a line each; what goes wrong is told on stderr too. */
export class ServingReport {
  readonly #terminal: Terminal;
  readonly #isJson: boolean;

  constructor(terminal: Terminal, isJson: boolean) {
    this.#terminal = terminal;
    this.#isJson = isJson;
  }

  serving(folder: string): void {
    this.#line('serving', { process: process.pid, data_folder: folder }, `serving ${folder}; Ctrl-C stops`);
  }

  stopping(signal: NodeJS.Signals, running: number): void {
    this.#line(
      'stopping',
      { signal, running },
      `${signal}: nothing more is started; ${running} runs go on, once more leaves at once`,
    );
  }

  stopped(left: readonly string[]): void {
    const what =
      left.length === 0
        ? 'stopped'
        : `stopped; these go on with the next serve, or with run resume: ${left.join(', ')}`;
    this.#line('stopped', { interrupted: left }, what);
  }

  feed(item: FeedItem): void {
    if (item.kind === 'warning') return this.#terminal.note(`warning: ${safe(item.message)}`);
    // What a run consists of begins and ends with it.
    if (item.kind !== 'events' || outerRunId(runId(item.run)) !== undefined) return;
    for (const event of item.events) {
      if (event.type !== 'run_ended') continue;
      this.#line('ended', { execution_id: item.run, status: event.status }, `run ${item.run} ${event.status}`);
    }
  }

  scheduler(event: SchedulerEvent): void {
    switch (event.kind) {
      case 'decided':
        return this.#decided(event.occurrence);
      case 'started': {
        const { schedule, run, scheduledFor } = event;
        const scheduled_time = new Date(scheduledFor).toISOString();
        const members = { schedule, scheduled_time, execution_id: run };
        return this.#line('started', members, `${schedule} of ${scheduled_time}: run ${run} started`);
      }
      case 'cancelling': {
        const { schedule, run } = event;
        return this.#line('cancelling', { schedule, execution_id: run }, `${schedule}: run ${run} is cancelled`);
      }
      case 'fault':
        return this.#fault(event.error, { schedule: event.schedule });
      default:
        return unreachable(event);
    }
  }

  adoption(event: AdoptionEvent): void {
    switch (event.kind) {
      case 'adopted': {
        const { id, workflow } = event.run.run.record;
        const members = { execution_id: id, workflow_name: workflow };
        return this.#line('adopted', members, `run ${id} of ${workflow} was interrupted and goes on`);
      }
      case 'not_adopted':
        return this.#fault(event.error, { execution_id: event.run });
      case 'fault':
        return this.#fault(event.error, {});
      default:
        return unreachable(event);
    }
  }

  /** That a run begins or has ended is told by the run. */
  #decided(occurrence: Occurrence): void {
    const { kind } = occurrence.state;
    if (kind === 'running' || kind === 'ended') return;
    const document = occurrenceDocument(occurrence);
    const { schedule, scheduled_time, reason, message } = document;
    const why = [reason, message].filter((part) => part !== null).join(': ');
    this.#line(kind, document, `${schedule} of ${scheduled_time}: ${kind} ${safe(why)}`.trimEnd());
  }

  #fault(error: unknown, members: object): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#isJson) this.#terminal.jsonLine({ event: 'fault', ...members, message });
    this.#terminal.error(`${Object.values(members).join(' ')}: ${safe(message)}`.replace(/^: /, ''));
  }

  #line(event: string, members: object, text: string): void {
    if (this.#isJson) this.#terminal.jsonLine({ event, ...members });
    else this.#terminal.data(text);
  }
}
