import { UsageError } from '@codomyrmex/core';
import { ask, canAsk } from '../ask.ts';

/**
 * Asks the person at the keyboard. Where there is none, nothing is taken for a yes. Enter alone is what `onEnter` says.
 * @throws UsageError NOT_CONFIRMED for a no, and without a terminal to ask on · INTERRUPTED for Ctrl-C.
 */
export async function consent(question: string, isGiven: boolean, onEnter: 'yes' | 'no' = 'no'): Promise<void> {
  if (isGiven) return;
  if (!canAsk()) throw notConfirmed('nobody is there to be asked');
  const answer = await ask(`${question} ${onEnter === 'yes' ? '[Y/n]' : '[y/N]'} `);
  if (answer.kind === 'interrupted') throw new UsageError('nothing was changed: interrupted', { code: 'INTERRUPTED' });
  const isYes =
    answer.kind === 'line' && (/^\s*y(es)?\s*$/i.test(answer.text) || (onEnter === 'yes' && answer.text.trim() === ''));
  if (!isYes) throw notConfirmed('it was not wanted');
}

const notConfirmed = (why: string): UsageError =>
  new UsageError(`nothing was changed: ${why}`, {
    code: 'NOT_CONFIRMED',
    suggestions: ['--yes says yes to what is told above.'],
  });
