import { compare, parse } from 'semver';
import type { Ecosystem } from '../locked-package.ts';
import { comparePythonVersions, pythonVersion } from './pep440.ts';

/** Below zero where the first is earlier; `undefined` where one of them is no version of the ecosystem. */
export function compareVersions(ecosystem: Ecosystem, first: string, second: string): number | undefined {
  if (ecosystem === 'PyPI') {
    const [a, b] = [pythonVersion(first), pythonVersion(second)];
    return a === undefined || b === undefined ? undefined : comparePythonVersions(a, b);
  }
  const [a, b] = [parse(padded(first)), parse(padded(second))];
  return a === null || b === null ? undefined : compare(a, b);
}

/** Advisories write `1.2` for `1.2.0`. */
function padded(version: string): string {
  const [, numbers = '', rest = ''] = /^v?(\d+(?:\.\d+){0,2})(.*)$/.exec(version) ?? [];
  return numbers === '' ? version : `${numbers}${'.0'.repeat(3 - numbers.split('.').length)}${rest}`;
}
