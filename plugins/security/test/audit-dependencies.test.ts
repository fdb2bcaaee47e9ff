import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions } from '../src/dependencies/versions/version-order.ts';
import { security } from '../src/index.ts';

const { audit_dependencies: audit } = security.actions;

interface Made {
  readonly id?: string;
  readonly ecosystem?: string;
  readonly name?: string;
  readonly events?: readonly object[];
  readonly type?: string;
  readonly more?: object;
  readonly affected?: object;
}

function advisory({
  id = 'TEST-1',
  ecosystem = 'npm',
  name = 'a',
  events,
  type = 'SEMVER',
  more,
  affected,
}: Made): object {
  const ranges = events === undefined ? {} : { ranges: [{ type, events }] };
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: [{ package: { ecosystem, name }, ...ranges, ...affected }],
    ...more,
  };
}

const lock = (...packages: readonly (readonly [string, string])[]) =>
  JSON.stringify({
    packages: Object.fromEntries(packages.map(([name, version]) => [`node_modules/${name}`, { version }])),
  });

async function auditOf(files: Readonly<Record<string, string>>, advisories?: unknown) {
  const workspace = await projectFolder(files);
  if (advisories === undefined) return (await runAction(audit, {}, { workspace })).output;
  writeFileSync(join(workspace, 'osv.json'), JSON.stringify(advisories));
  return (await runAction(audit, { advisories: 'osv.json' }, { workspace })).output;
}

const isAffected = async (version: string, made: Made): Promise<boolean> => {
  const isPython = made.ecosystem === 'PyPI';
  const files = isPython ? { 'requirements.txt': `a==${version}` } : { 'package-lock.json': lock(['a', version]) };
  return (await auditOf(files, [advisory(made)])).vulnerabilities_count === 1;
};

describe('given dependencies without data about them', () => {
  test('when there are no advisories, then the status is no data, and no number is given', async () => {
    const report = await auditOf({ 'package-lock.json': lock(['a', '1.0.0']) });
    expect(report).toMatchObject({
      status: 'no data',
      packages_count: 1,
      vulnerabilities: null,
      vulnerabilities_count: null,
      ecosystems: [{ ecosystem: 'npm', packages: 1, status: 'no data', advisories: 0 }],
      summary: 'no data: 1 package, and no advisories to hold them against',
    });
  });

  test('when the advisories are for other ecosystems, then it is still no data; for one of two, it is checked in part', async () => {
    const files = { 'package-lock.json': lock(['a', '1.0.0']), 'requirements.txt': 'a==1.0' };
    const other = advisory({ ecosystem: 'crates.io', events: [{ introduced: '0' }] });
    expect(await auditOf(files, [other])).toMatchObject({ status: 'no data', vulnerabilities: null });
    const half = await auditOf(files, [advisory({ name: 'b', events: [{ introduced: '0' }] })]);
    expect(half).toMatchObject({
      status: 'partly checked',
      vulnerabilities_count: 0,
      summary: 'no known vulnerabilities in 2 packages, which were checked only in part',
    });
    expect(half.ecosystems.map(({ ecosystem, status }) => [ecosystem, status])).toEqual([
      ['npm', 'checked'],
      ['PyPI', 'no data'],
    ]);
  });

  test('when nothing names dependencies, or nothing pins them, then these are told apart', async () => {
    expect(await auditOf({ 'a.md': '' })).toMatchObject({ status: 'no dependencies', vulnerabilities: null });
    expect(await auditOf({ 'requirements.txt': 'a>=1' }, [])).toMatchObject({ status: 'no data', unpinned: 1 });
  });
});

describe('given dependencies and advisories', () => {
  test('when versions are affected, then each is told with its severity and what mends it, the worst first', async () => {
    const report = await auditOf({ 'package-lock.json': lock(['a', '1.5.0'], ['b', '2.0.0'], ['c', '3.0.0']) }, [
      advisory({
        id: 'GHSA-1',
        events: [{ introduced: '1.0.0' }, { fixed: '1.5.1' }, { introduced: '2.0.0' }, { fixed: '2.3.0' }],
        more: { summary: 'Bad a', aliases: ['CVE-1'], database_specific: { severity: 'MODERATE' } },
      }),
      advisory({
        id: 'CVE-1',
        events: [{ introduced: '0' }],
        more: {
          aliases: ['GHSA-1'],
          severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
        },
      }),
      advisory({
        id: 'GHSA-2',
        name: 'b',
        events: [{ introduced: '0' }, { last_affected: '2.0.0' }],
        more: { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] },
      }),
      advisory({ id: 'GHSA-3', name: 'c', events: [{ introduced: '3.0.1' }] }),
      advisory({ id: 'GHSA-4', name: 'c', events: [{ introduced: '0' }], more: { withdrawn: '2026-01-02T00:00:00Z' } }),
    ]);
    expect(report.vulnerabilities).toEqual([
      expect.objectContaining({ name: 'b', ids: ['GHSA-2'], severity: 'critical', fixed_in: [] }),
      expect.objectContaining({
        name: 'a',
        version: '1.5.0',
        files: ['package-lock.json'],
        ids: ['GHSA-1', 'CVE-1'],
        severity: 'medium',
        summary: 'Bad a',
        fixed_in: ['1.5.1', '2.3.0'],
      }),
    ]);
    expect(report).toMatchObject({
      status: 'checked',
      advisories: { read: 5, withdrawn: 1, unreadable: 0, newest: '2026-01-01T00:00:00Z' },
      summary: '2 known vulnerabilities in 3 packages: 1 critical, 1 medium',
    });
  });

  test.each<[string, Made, boolean]>([
    ['1.0.0', { events: [{ introduced: '0' }, { fixed: '1.0.0' }] }, false],
    ['1.0.0-rc.1', { events: [{ introduced: '0' }, { fixed: '1.0.0' }] }, true],
    ['1.0.0', { events: [{ introduced: '0' }, { last_affected: '1.0.0' }] }, true],
    ['1.0.1', { events: [{ introduced: '0' }, { last_affected: '1.0.0' }] }, false],
    ['2.1.0', { events: [{ fixed: '1.5.0' }, { introduced: '2' }, { introduced: '0' }] }, true],
    ['1.0.0', { affected: { versions: ['0.9.0', '1.0.0'] } }, true],
    ['1.0.0', { affected: { versions: ['0.9.0'] } }, false],
    ['1.0', { ecosystem: 'PyPI', affected: { versions: ['1.0.0'] } }, true],
    [
      '1.0.post1',
      { ecosystem: 'PyPI', type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0.post1' }] },
      false,
    ],
    ['1.0rc1', { ecosystem: 'PyPI', type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.0' }] }, true],
    ['1.0.dev1', { ecosystem: 'PyPI', type: 'ECOSYSTEM', events: [{ introduced: '1.0a1' }] }, false],
    ['1.0.0', { name: 'A', events: [{ introduced: '0' }] }, false],
    ['1.0', { name: 'A', ecosystem: 'PyPI', events: [{ introduced: '0' }] }, true],
  ])('when the version is %s and the advisory says %o, then it is affected: %s', async (version, made, wanted) => {
    expect(await isAffected(version, made)).toBe(wanted);
  });

  test('when an advisory does not tell, then that is said, and nothing is taken for checked', async () => {
    const report = await auditOf({ 'package-lock.json': lock(['a', '1.0.0']) }, [
      advisory({ id: 'X-1', type: 'GIT', events: [{ introduced: 'abc' }] }),
      advisory({ id: 'X-2', events: [{ introduced: 'not.a.version' }] }),
    ]);
    expect(report).toMatchObject({ status: 'partly checked', vulnerabilities_count: 0, undecided_count: 2 });
    expect(report.undecided.map(({ id }) => id)).toEqual(['X-1', 'X-2']);
  });

  test('when the dump is a folder, then the folders below it are read, and what is no advisory is counted', async () => {
    const workspace = await projectFolder({
      'package-lock.json': lock(['a', '1.0.0']),
      'osv/npm/one.json': JSON.stringify(advisory({ events: [{ introduced: '0' }] })),
      'osv/two.json': JSON.stringify({ vulns: [advisory({ name: 'b' })] }),
      'osv/broken.json': '{',
      'osv/other.json': '{"x": 1}',
      'osv/deep.json': '['.repeat(100_000),
      'osv/readme.md': '',
      'empty/readme.md': '',
    });
    const { output } = await runAction(audit, { advisories: 'osv' }, { workspace });
    expect(output).toMatchObject({
      status: 'partly checked',
      vulnerabilities_count: 1,
      advisories: { read: 2, unreadable: 3 },
    });
    await expect(runAction(audit, { advisories: 'empty' }, { workspace })).rejects.toMatchObject({
      code: 'NO_ADVISORIES',
    });
    await expect(runAction(audit, { advisories: 'missing' }, { workspace })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
    });
  });
});

describe('given versions of Python', () => {
  const inOrder = [
    '1.0.dev1',
    '1.0a1.dev1',
    '1.0a1',
    '1.0a2',
    '1.0b1',
    '1.0rc1',
    '1.0',
    '1.0+a',
    '1.0+a.1',
    '1.0+1',
    '1.0.post1.dev1',
    '1.0.post1',
    '1.0.1',
    '1.1',
    '2.0',
    '1!0.1',
  ];

  test('when any two are compared, then their order is that of PEP 440', () => {
    const places = fc.nat(inOrder.length - 1);
    fc.assert(
      fc.property(places, places, (left, right) => {
        const compared = compareVersions('PyPI', inOrder[left] ?? '', inOrder[right] ?? '');
        expect(Math.sign(compared ?? Number.NaN)).toBe(Math.sign(left - right));
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  test.each([
    ['1.0', '1.0.0'],
    ['v1.0', '1.0'],
    ['1.0-1', '1.0.post1'],
    ['1.0alpha', '1.0a0'],
    ['1.0c1', '1.0rc1'],
  ])('when one is written as %s and as %s, then both are one', (left, right) => {
    expect(compareVersions('PyPI', left, right)).toBe(0);
  });

  test('when a text is made to keep the pattern busy, then it is soon no version', () => {
    const started = performance.now();
    expect(compareVersions('PyPI', `${'1.'.repeat(50_000)}x`, '1')).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
