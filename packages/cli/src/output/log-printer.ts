import type { TaskLogLine } from '@codomyrmex/engine';
import { safe, type Terminal } from '../terminal.ts';
import { clockTime } from './times.ts';

/** Prints the lines of a log one by one, none held back; waits where whoever reads is slower. */
export interface LogPrinter {
  line(line: TaskLogLine): Promise<void>;
  end(): void;
}

/** For people. `withStep`: each line names its step. */
export function textPrinter(terminal: Terminal, { withStep }: { readonly withStep: boolean }): LogPrinter {
  return {
    line: ({ t, task, level, message }) => {
      const step = withStep ? `${task}  ` : '';
      const weight = level === 'info' ? '' : `${level} `;
      terminal.data(`${clockTime(t)} ${step}${weight}${safe(message)}`);
      return terminal.drained();
    },
    end: () => undefined,
  };
}

export function jsonLinesPrinter(terminal: Terminal): LogPrinter {
  return {
    line: (line) => {
      terminal.jsonLine(wireLine(line));
      return terminal.drained();
    },
    end: () => undefined,
  };
}

/** One array, a line of the log on a line: begun with the first, so that an error before it is the only document. */
export function jsonPrinter(terminal: Terminal): LogPrinter {
  let count = 0;
  return {
    line: (line) => {
      terminal.raw(`${count++ === 0 ? '[' : ','}\n  ${JSON.stringify(wireLine(line))}`);
      return terminal.drained();
    },
    end: () => terminal.raw(count === 0 ? '[]\n' : '\n]\n'),
  };
}

function wireLine({ t, task, attempt, level, message }: TaskLogLine): Readonly<Record<string, unknown>> {
  return { time: new Date(t).toISOString(), step: task, attempt, level, message };
}
