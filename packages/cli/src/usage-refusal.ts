import { type Failure, nearest } from '@codomyrmex/core';
import type { Command, CommanderError } from 'commander';

/** Words that cannot be parsed, with the command that they were meant for. */
export class RefusedWords extends Error {
  readonly error: CommanderError;
  readonly command: Command;

  constructor(error: CommanderError, command: Command) {
    super(error.message);
    this.error = error;
    this.command = command;
  }
}

/** What is wrong with the words, and what to do. */
export function usageFailure({ error, command }: RefusedWords): Failure {
  const name = nameOf(command);
  const [what = '', guess] = error.message.replace(/^error: /, '').split('\n(Did you mean ');
  const suggestions = [meant(what, guess) ?? afterCommand(what, command), `${name} --help tells what it takes.`];
  return {
    type: 'OrchestrationError',
    code: 'USAGE',
    message: error.code === 'commander.help' ? `${name} needs a command` : what,
    retryable: false,
    suggestions: suggestions.filter((one) => one !== undefined),
  };
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** Of what commander takes for near (`one of --a, --b?)`), what is: "mode" is not what "nope" was meant to be. */
function meant(what: string, guess: string | undefined): string | undefined {
  const [, dashes = '', word] = /'(-*)([^']+)'/.exec(what) ?? [];
  if (word === undefined || guess === undefined) return undefined;
  const candidates = guess
    .replace(/^one of /, '')
    .replace(/\?\)$/, '')
    .split(', ');
  const near = nearest(
    word,
    candidates.map((candidate) => candidate.slice(dashes.length)),
  );
  return near === undefined ? undefined : `Did you mean ${dashes}${near}?`;
}

/** An option that stands before the command which takes it. */
function afterCommand(what: string, command: Command): string | undefined {
  const [, flag] = /^unknown option '(--?[^=']+)/.exec(what) ?? [];
  if (flag === undefined || !command.commands.some((child) => takes(child, flag))) return undefined;
  return `${flag} stands after the command that takes it: ${nameOf(command)} COMMAND ${flag} ...`;
}

const takes = (command: Command, flag: string): boolean =>
  command.options.some(({ long, short }) => long === flag || short === flag) ||
  command.commands.some((child) => takes(child, flag));
