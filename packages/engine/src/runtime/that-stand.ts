import type { Command } from '@codomyrmex/dag';
import type { InHand } from './in-hand.ts';

/**
 * The commands without grants that were given back before their turn came, as by a pause: those begin nothing. Nearly always all
 * of them: then nothing is copied.
 */
export function thatStand(commands: readonly Command[], inHand: readonly (InHand | undefined)[]): readonly Command[] {
  const stands = (command: Command): boolean => command.type !== 'grant' || inHand[command.task]?.kind === 'granted';
  for (const command of commands) if (!stands(command)) return commands.filter(stands);
  return commands;
}
