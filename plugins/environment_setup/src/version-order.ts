/** Parts of numbers between dots, with nothing after them: `20.19.0`. */
export const versionPattern = /^\d{1,6}(?:\.\d{1,6}){0,3}$/;

/** Below 0 when `a` is the older version; parts that are missing count as 0, and what stands after `-` or `+` is not looked at. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function partsOf(version: string): number[] {
  return (version.split(/[-+]/, 1)[0] ?? '').split('.').map(Number);
}
