import * as z from 'zod';

/** What one commit says that it changes. */
export const change = z.object({
  type: z.string().describe('`feat`, `fix`, …'),
  scope: z.string().optional().describe('The part that it is about.'),
  text: z.string().describe('What it does, from its first line.'),
  breaking: z.boolean().describe('Whether who uses it must change something.'),
  commit: z.string().describe('Its hash.'),
});

export type Change = z.output<typeof change>;

const firstLine = /^(?<type>[a-z]+)(?:\((?<scope>[^()]+)\))?(?<mark>!)?: (?<text>.+)$/;

/** Reads a commit by the rules of Conventional Commits 1.0.0; `undefined` for one that does not follow them. */
export function readChange(commit: string, message: string): Change | undefined {
  const [first = '', ...rest] = message.split('\n');
  const parts = firstLine.exec(first)?.groups;
  if (parts === undefined) return undefined;
  const { type = '', scope, mark, text = '' } = parts;
  const breaking = mark !== undefined || rest.some((line) => /^BREAKING[ -]CHANGE: /.test(line));
  return { type, ...(scope !== undefined && { scope }), text, breaking, commit };
}
