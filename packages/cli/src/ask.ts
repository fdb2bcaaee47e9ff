import { createInterface } from 'node:readline';

/** Whether somebody is there who can read a question and answer it. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** `end`: there is no more input (Ctrl-D). `interrupted`: Ctrl-C. */
export type Answer =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'interrupted' };

/** One line from the person at the keyboard. */
export function ask(question: string): Promise<Answer> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    let answer: Answer = { kind: 'end' };
    // Ctrl-C comes as a key here; what other processes send comes as a signal.
    const interrupt = (): void => {
      answer = { kind: 'interrupted' };
      process.stderr.write('\n');
      lines.close();
    };
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    lines.once('SIGINT', interrupt);
    lines.once('close', () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      resolve(answer);
    });
    lines.question(question, (text) => {
      answer = { kind: 'line', text };
      lines.close();
    });
  });
}
