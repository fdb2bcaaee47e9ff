import type { Change } from './change.ts';

/** The changes of a version as Markdown: what breaks first, then by heading. What has no heading is not told. */
export function sectionText(
  version: string,
  changes: readonly Change[],
  headings: Readonly<Record<string, string>>,
): string {
  const breaking = changes.filter((change) => change.breaking);
  const groups = [
    { heading: 'Breaking', changes: breaking },
    ...Object.entries(headings).map(([type, heading]) => ({
      heading,
      changes: changes.filter((change) => change.type === type && !change.breaking),
    })),
  ].filter((group) => group.changes.length > 0);
  const parts = groups.map((group) => `### ${group.heading}\n\n${group.changes.map(item).join('\n')}\n`);
  return `## ${version}\n\n${parts.length === 0 ? 'Nothing that users notice.\n' : parts.join('\n')}`;
}

function item({ scope, text, commit }: Change): string {
  return `- ${scope === undefined ? '' : `**${inert(scope)}** `}${inert(text)} (${commit.slice(0, 7)})`;
}

/** A commit's words as words: nothing of them is markup. */
const inert = (text: string): string => text.replace(/[\\`*_[\]<>#|]/g, '\\$&');

/** The text with the section in its place: over the one of the same version, else above all others. */
export function withSection(text: string, version: string, section: string): string {
  const lines = text.split('\n');
  const isHeading = (line: string) => line.startsWith('## ');
  const own = lines.indexOf(`## ${version}`);
  const first = lines.findIndex(isHeading);
  const at = own !== -1 ? own : first !== -1 ? first : lines.length;
  const next = own === -1 ? at : lines.findIndex((line, index) => index > own && isHeading(line));
  const before = lines.slice(0, at).join('\n').trimEnd();
  const after = next === -1 ? '' : lines.slice(next).join('\n').trimEnd();
  return `${[before, section.trimEnd(), after].filter((part) => part !== '').join('\n\n')}\n`;
}
