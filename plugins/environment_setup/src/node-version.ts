/** A version as three numbers; what is missing counts as 0. */
export function versionNumbers(version: string): readonly [major: number, minor: number, patch: number] {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, '').split('-', 1)[0]?.split('.').map(Number) ?? [];
  return [major, minor, patch];
}

export function isAtLeast(version: string, least: string): boolean {
  const own = versionNumbers(version);
  const wanted = versionNumbers(least);
  for (let place = 0; place < 3; place++) {
    const difference = (own[place] ?? 0) - (wanted[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
