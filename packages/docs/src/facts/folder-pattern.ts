/** A pattern of folders or files as workspaces and configurations write it: `*` within a name, `**` over any number, `!` not at all. */
export function matchesAny(path: string, patterns: readonly string[]): boolean {
  let matches = false;
  for (const written of patterns) {
    const isExclusion = written.startsWith('!');
    if (patternOf(isExclusion ? written.slice(1) : written).test(path)) matches = !isExclusion;
  }
  return matches;
}

const compiled = new Map<string, RegExp>();

function patternOf(written: string): RegExp {
  const known = compiled.get(written);
  if (known !== undefined) return known;
  const segments = written
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .split('/');
  // Runs of `**` are one, and none of the parts can match what the next one does: no pattern takes long.
  const parts = segments
    .filter((one, index) => one !== '**' || segments[index - 1] !== '**')
    .map((one) =>
      one === '**'
        ? one
        : one
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replace(/\*+/g, '[^/]*')
            .replace(/\?/g, '[^/]'),
    );
  let source = '';
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '**') source += isLast ? '.*' : '(?:[^/]+/)*';
    else source += isLast ? part : `${part}/`;
  }
  const pattern = new RegExp(`^${source}$`);
  compiled.set(written, pattern);
  return pattern;
}
