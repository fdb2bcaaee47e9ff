// The order of Python's versions: PEP 440, which packaging.python.org keeps as "Version specifiers".

const form =
  /^v?(?:(?<epoch>\d{1,9})!)?(?<release>\d{1,15}(?:\.\d{1,15}){0,20})(?:[-_.]?(?<pre>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?<preNumber>\d{0,15}))?(?<post>-(?<postImplicit>\d{1,15})|[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>\d{0,15}))?(?<dev>[-_.]?dev[-_.]?(?<devNumber>\d{0,15}))?(?:\+(?<local>[a-z0-9]{1,50}(?:[-_.][a-z0-9]{1,50}){0,10}))?$/;

export interface PythonVersion {
  readonly epoch: number;
  readonly release: readonly number[];
  /** Numbers that sort as the parts after the release do. */
  readonly rest: readonly number[];
  readonly local: readonly (string | number)[];
}

const phases: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 };
/** After every phase: a release without one is later than those before it. */
const FINAL = 4;

/** `undefined` for what is no version. */
export function pythonVersion(written: string): PythonVersion | undefined {
  const found = form.exec(written.trim().toLowerCase())?.groups;
  if (found === undefined) return undefined;
  const { epoch, release = '', pre, preNumber, post, postImplicit, postNumber, dev, devNumber, local } = found;
  const isDevAlone = pre === undefined && post === undefined && dev !== undefined;
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    rest: [
      // `1.0.dev1` comes before `1.0a1`.
      isDevAlone ? 0 : pre === undefined ? FINAL : (phases[pre] ?? FINAL),
      Number(preNumber ?? 0),
      post === undefined ? -1 : Number(postImplicit ?? (postNumber || 0)),
      dev === undefined ? Number.POSITIVE_INFINITY : Number(devNumber || 0),
    ],
    local: local === undefined ? [] : local.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  };
}

export function comparePythonVersions(a: PythonVersion, b: PythonVersion): number {
  return (
    a.epoch - b.epoch ||
    compareNumbers(a.release, b.release) ||
    compareNumbers(a.rest, b.rest) ||
    compareLocal(a.local, b.local)
  );
}

/** What is missing at the end is zero: `1.0` is `1.0.0`. */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at] ?? 0, b[at] ?? 0];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Numbers are later than words, and more parts than fewer. */
function compareLocal(a: PythonVersion['local'], b: PythonVersion['local']): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at], b[at]];
    if (left === right) continue;
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (typeof left === typeof right) return left < right ? -1 : 1;
    return typeof left === 'number' ? 1 : -1;
  }
  return 0;
}
