import { environmentConfig } from '@codomyrmex/engine';

const NAME = 'codomyrmex';

/** How whoever reads this calls us: a checkout is not on the PATH. */
export const program = (): string => environmentConfig().command ?? NAME;

const groups =
  'action|completion|demo|docs|doctor|init|orchestration|plugin|project|resource|run|schedule|serve|task|template|workflow';
/** Not within a path, an address or the name of a package. */
const commands = new RegExp(`(?<![\\w./@-])${NAME}(?= (?:${groups}|--help|COMMAND)\\b)`, 'g');

/**
 * What to do, with its commands as whoever reads this calls us. What is below the command line does not know how it is called, and names it
 * plainly; so do the documents that programs read.
 */
export function asCalled(hint: string): string {
  const called = program();
  return called === NAME ? hint : hint.replace(commands, () => called);
}
