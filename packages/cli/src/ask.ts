import { createInterface } from 'node:readline';
import { CANCELLED } from './interrupts.ts';

/** Whether somebody is there who can read a question and answer it. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/**
 * One line from the person at the keyboard; `undefined` at the end of input (Ctrl-D). Ctrl-C calls `beforeLeaving` and leaves
 * with 130.
 */
export function ask(question: string, beforeLeaving: () => void = () => undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    lines.once('SIGINT', () => {
      lines.close();
      process.stderr.write('\n');
      beforeLeaving();
      process.exit(CANCELLED);
    });
    lines.once('close', () => resolve(undefined));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
