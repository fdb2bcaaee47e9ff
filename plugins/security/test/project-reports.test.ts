import { readFileSync } from 'node:fs';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { security } from '../src/index.ts';
import { one, secretForms } from './made-up-secrets.ts';

const {
  scan_vulnerabilities: scanVulnerabilities,
  check_compliance: checkCompliance,
  generate_security_report: generateReport,
} = security.actions;

const commit = 'a'.repeat(40);
const token = one(secretForms.github_token ?? fc.constant(''));

/** A project in which no check that can be made fails. */
const goodProject = {
  LICENSE: 'MIT License\n',
  'SECURITY.md': 'Please report vulnerabilities to security@example.test. We answer within three working days.\n',
  'CONTRIBUTING.md': 'Propose changes.\n',
  '.gitignore': 'dist/\n.env\n',
  'package.json': '{}',
  'package-lock.json': JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
  '.github/dependabot.yml': 'version: 2\n',
  '.github/workflows/ci.yml': `on: push\npermissions:\n  contents: read\njobs:\n  test:\n    steps:\n      - uses: actions/checkout@${commit} # v6\n      - run: npm test\n        env:\n          TITLE: \${{ github.event.pull_request.title }}\n`,
  'src/a.ts': 'export const a = 1;\n',
  'osv/a.json': JSON.stringify({
    id: 'X-1',
    modified: '2026-01-01',
    affected: [
      { package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '2.0.0' }] }] },
    ],
  }),
};

async function complianceOf(changed: Readonly<Record<string, string | undefined>>, input: object = {}) {
  const files = Object.entries({ ...goodProject, ...changed }).flatMap(([path, text]) =>
    text === undefined ? [] : [[path, text]],
  );
  const workspace = await projectFolder(Object.fromEntries(files));
  return (await runAction(checkCompliance, { advisories: 'osv', ...input }, { workspace })).output;
}

describe('given a project whose compliance is checked', () => {
  test('when all that files show is in order, then nothing fails, and what they do not show is not checked', async () => {
    const report = await complianceOf({});
    expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(report.status).toBe('incomplete');
    expect(
      report.checks
        .filter(({ status }) => status === 'not checked')
        .map(({ check }) => check)
        .sort(),
    ).toEqual([
      'access_control',
      'authentication',
      'branch_protection',
      'code_review',
      'response_process',
      'signed_releases',
    ]);
    expect(report.checks.every(({ evidence, maps_to }) => evidence !== '' && maps_to.length > 0)).toBe(true);
  });

  test.each<[string, Record<string, string | undefined>, string]>([
    ['license', { LICENSE: undefined }, 'no LICENSE'],
    ['license', { LICENSE: '\n' }, 'is empty'],
    ['security_policy', { 'SECURITY.md': undefined }, 'no SECURITY.md'],
    ['security_policy', { 'SECURITY.md': '# Security\n' }, 'names no way'],
    ['contribution_guide', { 'CONTRIBUTING.md': undefined }, 'no CONTRIBUTING.md'],
    ['environment_files_ignored', { '.gitignore': 'dist/\n' }, 'no rule for .env'],
    ['environment_files_ignored', { '.gitignore': undefined }, 'no .gitignore'],
    ['environment_files_ignored', { 'a/.env.production': 'X=1', '.gitignore': '/.env\n' }, 'a/.env.production'],
    ['lock_file', { 'package-lock.json': undefined }, 'package.json'],
    ['pinned_dependencies', { 'requirements.txt': 'a>=1\n' }, 'requirements.txt: 1 not pinned'],
    [
      'no_known_vulnerabilities',
      { 'package-lock.json': '{"packages":{"node_modules/a":{"version":"2.0.0"}}}' },
      '1 known vulnerability',
    ],
    ['no_secrets', { 'src/b.ts': `const t = "${token}";` }, 'src/b.ts:1 (github_token)'],
    ['no_unsafe_code', { 'src/b.py': 'eval(x)\n' }, 'src/b.py:1 (eval)'],
    ['no_binaries', { 'bin/tool.exe': 'MZ' }, 'bin/tool.exe'],
    ['continuous_integration', { '.github/workflows/ci.yml': undefined }, 'no definition'],
    ['pinned_actions', { '.github/workflows/b.yml': 'permissions: read-all\nsteps:\n  - uses: a/b@v1\n' }, 'a/b@v1'],
    ['token_permissions', { '.github/workflows/b.yml': 'on: push\n' }, 'b.yml'],
    ['token_permissions', { '.github/workflows/b.yml': 'permissions: write-all\n' }, 'b.yml'],
    [
      'no_dangerous_workflow',
      {
        '.github/workflows/b.yml': 'permissions: {}\nsteps:\n  - run: |\n      echo ${{ github.event.issue.title }}\n',
      },
      'github.event.issue.title',
    ],
    ['update_tool', { '.github/dependabot.yml': undefined }, 'no configuration'],
  ])(
    'when %s does not hold because of %o, then it alone fails, with the evidence',
    async (check, changed, evidence) => {
      const report = await complianceOf(changed);
      const failed = report.checks.filter(({ status }) => status === 'fail');
      expect(failed.map((one) => one.check)).toEqual([check]);
      expect(failed[0]?.evidence).toContain(evidence);
      expect(failed[0]?.advice).not.toBe('');
      expect(report.status).toBe('fail');
      expect(JSON.stringify(report)).not.toContain(token);
    },
  );

  test('when there are no advisories, no code and no dependencies, then these are not checked, and none passes', async () => {
    const report = await complianceOf(
      { 'package.json': undefined, 'package-lock.json': undefined, 'src/a.ts': undefined },
      { advisories: undefined },
    );
    const open = report.checks.filter(({ status }) => status === 'not checked').map(({ check }) => check);
    for (const check of ['lock_file', 'pinned_dependencies', 'no_known_vulnerabilities', 'no_unsafe_code']) {
      expect(open).toContain(check);
    }
    const noData = await complianceOf({}, { advisories: undefined });
    expect(noData.checks.find(({ check }) => check === 'no_known_vulnerabilities')).toMatchObject({
      status: 'not checked',
      evidence: expect.stringContaining('no data'),
    });
  });

  test('when one standard is wanted, then only what bears on it is there', async () => {
    const report = await complianceOf({}, { standards: ['owasp_asvs'] });
    expect(report.by_standard).toHaveLength(1);
    expect(report.checks.every(({ maps_to }) => maps_to.every(({ standard }) => standard === 'owasp_asvs'))).toBe(true);
    await expect(complianceOf({}, { standards: ['iso_27001'] })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  });
});

const badProject = {
  'src/calculator.py': 'def evaluate(expression):\n    return eval(expression)\n',
  'src/key.ts': `const t = "${token}";\n`,
  'package-lock.json': '{"packages":{"node_modules/a":{"version":"2.0.0"}}}',
  'osv/a.json': goodProject['osv/a.json'],
};

describe('given a project that is scanned as a whole', () => {
  test('when there are advisories, then all kinds are counted together by severity', async () => {
    const workspace = await projectFolder(badProject);
    const { output } = await runAction(scanVulnerabilities, { advisories: 'osv' }, { workspace });
    expect(output).toMatchObject({
      status: 'checked',
      scan_types: ['secrets', 'code', 'dependencies'],
      by_severity: { critical: 1, high: 1, medium: 0, low: 0, unknown: 1 },
      findings_count: 3,
      unknown: [],
      summary: '3 findings: 1 critical, 1 high, 1 of unknown severity',
    });
    expect(output.compliance).toBeUndefined();
  });

  test('when there are none, then it says what is not known', async () => {
    const workspace = await projectFolder(badProject);
    const { output } = await runAction(scanVulnerabilities, { scan_types: ['dependencies'] }, { workspace });
    expect(output).toMatchObject({ status: 'partly checked', findings_count: 0 });
    expect(output.summary).toContain('not known: dependencies: no data');
    const file = { target_path: 'src/key.ts', scan_types: ['compliance' as const] };
    await expect(runAction(scanVulnerabilities, file, { workspace })).rejects.toMatchObject({ code: 'NOT_A_FOLDER' });
  });

  test.each([
    ['json', 'security-report.json'],
    ['markdown', 'security-report.md'],
    ['html', 'security-report.html'],
  ] as const)(
    'when a report is written as %s, then it holds what was found and no secret',
    async (output_format, name) => {
      const workspace = await projectFolder(badProject);
      let written = '';
      const { output } = await runAction(
        generateReport,
        { output_format },
        {
          workspace,
          now: () => 0,
          inspect: ({ artifacts }) => {
            written = readFileSync(`${artifacts}/${name}`, 'utf8');
          },
        },
      );
      expect(output).toMatchObject({
        format: output_format,
        status: 'partly checked',
        bytes: Buffer.byteLength(written),
      });
      expect(output.path.endsWith(name)).toBe(true);
      for (const told of ['src/calculator.py:2', 'CWE-95', '1970-01-01T00:00:00.000Z', 'no data']) {
        if (output_format !== 'json' || told !== 'src/calculator.py:2') expect(written).toContain(told);
      }
      expect(written).not.toContain(token);
    },
  );

  test('when names of files are made to be markup, then the report shows them and none of it works', async () => {
    const name = '<img src=x onerror=alert(1)>[x](javascript:alert(1))|`&amp;`.py';
    const workspace = await projectFolder({ [`d/${name}`]: 'eval(x)\n' });
    const reports: string[] = [];
    for (const output_format of ['markdown', 'html'] as const) {
      const inspect = ({ artifacts }: { artifacts: string }) =>
        void reports.push(readFileSync(`${artifacts}/r`, 'utf8'));
      await runAction(generateReport, { output_format, output_path: 'r', title: '<b>\n# x' }, { workspace, inspect });
    }
    const [markdown = '', html = ''] = reports;
    expect(markdown).toContain(
      String.raw`\<img src=x onerror=alert\(1\)\>\[x\]\(javascript:alert\(1\)\)\|\`&amp;amp;\``,
    );
    expect(markdown).toMatch(/^# \\<b\\> \\# x$/m);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;[x](javascript:alert(1))|`&amp;amp;`.py');
    expect(html).not.toMatch(/<img|<b>/);
    await expect(runAction(generateReport, { output_path: '../x' }, { workspace })).rejects.toThrow(/x/);
  });
});
