import { createInterface } from 'node:readline/promises';
import { UsageError } from '@codomyrmex/core';

/**
 * Asks the person at the keyboard. Where there is none, nothing is taken for a yes.
 * @throws UsageError NOT_CONFIRMED for a no, and without a terminal to ask on.
 */
export async function consent(question: string, isGiven: boolean): Promise<void> {
  if (isGiven) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw notConfirmed('nobody is there to be asked');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (!/^\s*y(es)?\s*$/i.test(answer)) throw notConfirmed('it was not wanted');
  } finally {
    lines.close();
  }
}

const notConfirmed = (why: string): UsageError =>
  new UsageError(`nothing was changed: ${why}`, {
    code: 'NOT_CONFIRMED',
    suggestions: ['--yes says yes to what is told above.'],
  });
