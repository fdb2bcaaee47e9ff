import type { Problem } from '@codomyrmex/core';
import type { Terminal } from '../terminal.ts';
import { problemText } from './problem-text.ts';

/** Tells on stderr of what an author should know, and nothing is refused for. */
export function tellWarnings(terminal: Terminal, warnings: readonly Problem[]): void {
  for (const warning of warnings) terminal.note(`warning: ${problemText(warning)}`);
}
