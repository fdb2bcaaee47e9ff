import type { Command } from '@codomyrmex/dag';
import type { InHand } from './in-hand.ts';

/**
 * The commands without grants that were given back before their turn came, as by a pause: those begin nothing. Nearly always all
 * of them: then nothing is copied.
 */
export function thatStand(commands: readonly Command[], inHand: readonly (InHand | undefined)[]): readonly Command[] {
  for (const command of commands) {
    if (!stands(command, inHand)) return commands.filter((other) => stands(other, inHand));
  }
  return commands;
}

function stands(command: Command, inHand: readonly (InHand | undefined)[]): boolean {
  return command.type !== 'grant' || inHand[command.task]?.kind === 'granted';
}
