export interface VersionMention {
  readonly line: number;
  readonly version: string;
  /** How it is said: a line of its own, a pinned package, a heading of a changelog. */
  readonly kind: 'stated' | 'pinned' | 'changelog';
}

const number = String.raw`v?(\d{1,6}\.\d{1,6}(?:\.\d{1,6})?(?:[-+][\w.-]{1,40})?)`;
/** `Version: 1.2.3`, `**Version**: v1.2.3`, at the beginning of a line or after a bar. */
const stated = new RegExp(
  String.raw`(?:^|[|>])\s*[-*]?\s*\**(?:current |latest )?version\**\s*[:|]\s*\**\s*${number}`,
  'i',
);
const heading = new RegExp(String.raw`^##\s+\[?${number}`);
const MAX_LINE = 2_000;
const MAX_MENTIONS = 1_000;

/**
 * Where a text says which version the project has. A changelog's newest heading with a number is one mention; pinned are
 * `NAME@1.2.3` and `NAME==1.2.3` of the project's own names.
 */
export function versionMentions(text: string, names: readonly string[], isChangelog: boolean): VersionMention[] {
  const mentions: VersionMention[] = [];
  const pinned = names.map((name) => new RegExp(String.raw`(?<![\w@/.-])${escaped(name)}(?:@|==)${number}`));
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.slice(0, MAX_LINE);
    if (mentions.length >= MAX_MENTIONS) break;
    if (isChangelog) {
      const version = heading.exec(line)?.[1];
      if (version !== undefined) return [{ line: index + 1, version, kind: 'changelog' }];
      continue;
    }
    const said = stated.exec(line)?.[1];
    if (said !== undefined) mentions.push({ line: index + 1, version: said, kind: 'stated' });
    for (const pattern of pinned) {
      const version = pattern.exec(line)?.[1];
      if (version !== undefined) mentions.push({ line: index + 1, version, kind: 'pinned' });
    }
  }
  return mentions;
}

const escaped = (name: string): string => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
