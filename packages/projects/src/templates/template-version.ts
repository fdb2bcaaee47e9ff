/** Whether a text is a version: numbers with dots, as `1.0` and `2.3.1-beta.2`. */
export const isVersion = (written: string): boolean =>
  /^\d{1,9}(\.\d{1,9}){0,3}(-[0-9A-Za-z.-]{1,64})?(\+[0-9A-Za-z.-]+)?$/.test(written);

/** Below 0 when `one` is older than `other`, 0 when they are the same, as semantic versioning orders them; `1.0` is `1.0.0`. */
export function compareVersions(one: string, other: string): number {
  const a = parts(one);
  const b = parts(other);
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at++) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.before === b.before) return 0;
  if (a.before === undefined) return 1;
  if (b.before === undefined) return -1;
  return comparePrereleases(a.before.split('.'), b.before.split('.'));
}

function comparePrereleases(one: readonly string[], other: readonly string[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const a = one[at];
    const b = other[at];
    if (a === undefined) return -1;
    if (b === undefined) return 1;
    if (a === b) continue;
    const areNumbers = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (areNumbers[0] && areNumbers[1]) return Number(a) - Number(b);
    if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}

function parts(version: string): { readonly numbers: readonly number[]; readonly before: string | undefined } {
  const [release = '', ...rest] = (version.split('+', 1)[0] ?? '').split('-');
  return { numbers: release.split('.').map(Number), before: rest.length === 0 ? undefined : rest.join('-') };
}
