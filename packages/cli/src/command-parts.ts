import type { Command } from 'commander';

/** The commands of a group by name, each made from one that has no more than this name. */
export type Parts = Readonly<Record<string, (command: Command) => Command>>;

/**
 * Adds the command that was asked for, and all of them where none is or where it is mistyped: only the help and corrections need
 * the others, and to make the options of ten commands takes 2 ms in a process that has just begun.
 */
export function withParts(group: Command, parts: Parts, asked: string | undefined): Command {
  const names = asked !== undefined && Object.hasOwn(parts, asked) ? [asked] : Object.keys(parts);
  for (const name of names) parts[name]?.(group.command(name));
  return group;
}
