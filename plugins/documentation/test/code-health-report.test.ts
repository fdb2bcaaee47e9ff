import type { ActionDefinition } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentation } from '../src/index.ts';
import { attribute, byClass, byName, tableRows, textOf } from './read-html.ts';
import { makeReport } from './run-report.ts';

const { generate_code_health_report: generateCodeHealthReport } = documentation.actions;

const project = {
  root: '/work/shop',
  name: 'shop',
  files: 1_204,
  bytes: 4_500_000,
  lines: 98_765,
  languages: [
    { language: 'TypeScript', kind: 'programming', files: 800, lines: 80_000, bytes: 1, share: 0.8 },
    { language: 'CSS', kind: 'markup', files: 100, lines: 20_000, bytes: 1, share: 0.2 },
  ],
  largest_files: [{ file: 'src/big.ts', bytes: 123_456, lines: 4_000 }],
  manifests: [{ file: 'package.json', kind: 'npm', name: 'shop', version: '1.0.0', license: 'MIT', dependencies: 12 }],
  licenses: [{ file: 'LICENSE', license: 'MIT' }],
  skipped: { binary: 31, too_large: 2 },
  skipped_examples: [{ file: 'logo.png', reason: 'binary' }],
};
const quality = {
  score: 7.4,
  files_analyzed: 812,
  issues_count: 3,
  errors: 1,
  warnings: 2,
  by_rule: { eqeqeq: 2, 'no-eval': 1 },
  findings: [
    { file: 'src/b.ts', line: 3, column: 1, rule: 'eqeqeq', severity: 'warning', message: 'Use ===.' },
    { file: 'src/z.ts', line: 88, column: 5, rule: 'no-eval', severity: 'error', message: 'eval runs text as code.' },
    { file: 'src/a.ts', line: 7, column: 2, rule: 'eqeqeq', severity: 'warning', message: 'Use ===.' },
  ],
  skipped: [{ file: 'src/broken.ts', reason: 'does not parse' }],
  skipped_count: 1,
};
const complexity = {
  functions: [
    {
      file: 'src/a.ts',
      name: 'simple',
      line: 1,
      end_line: 3,
      language: 'typescript',
      cyclomatic: 2,
      parameters: 1,
      lines: 3,
      nesting: 0,
    },
    {
      file: 'src/z.ts',
      name: 'tangled',
      line: 40,
      end_line: 90,
      language: 'typescript',
      cyclomatic: 31,
      parameters: 4,
      lines: 51,
      nesting: 5,
    },
  ],
  files: [{ file: 'src/z.ts', functions: 1, total: 31, max: 31, lines: 90 }],
  totals: { functions: 2 },
  histogram: { labels: ['1–5', '6+'], counts: [1, 1] },
};
const duplicates = {
  duplicated_lines: 40,
  total_lines: 1_000,
  percentage: 4,
  clones: [
    { lines: 20, tokens: 90, a: { file: 'src/a.ts', start: 1, end: 20 }, b: { file: 'src/b.ts', start: 5, end: 24 } },
  ],
};
const cycles = { modules: 40, imports: 99, cycles: [{ files: ['src/a.ts', 'src/b.ts'], length: 2 }] };
const secrets = {
  files_scanned: 900,
  findings: [
    {
      file: '.env',
      line: 2,
      column: 5,
      rule: 'aws-key',
      severity: 'error',
      masked: 'AKIA****',
      fingerprint: 'f',
      message: 'A key.',
    },
  ],
  findings_count: 1,
  by_rule: { 'aws-key': 1 },
};
const history = {
  commits: 812,
  first_commit: { hash: 'a', date: '2024-01-02T00:00:00Z' },
  last_commit: { hash: 'b', date: '2026-11-01T00:00:00Z' },
  age_days: 1_000,
  authors: [{ name: 'Ada', commits: 812, added: 5, deleted: 2, share: 1 }],
  churn: [
    {
      file: 'src/z.ts',
      commits: 40,
      added: 4,
      deleted: 3,
      authors: 1,
      last_changed: '2026-11-01T00:00:00Z',
      age_days: 19,
    },
  ],
  hotspots: [],
  by_month: [{ period: '2026-11', commits: 3, added: 1, deleted: 1 }],
};
const hotspots = { hotspots: [{ file: 'src/z.ts', commits: 40, complexity: 31, score: 1_240 }] };
const environment = { ok: true, platform: 'linux', commands: [{ name: 'git', found: true, version: '2.39' }] };
const all = { project, quality, complexity, duplicates, cycles, secrets, history, hotspots, environment };
const completed = Object.fromEntries(
  Object.keys(all).map((name) => [name, { status: 'completed', reason: null, execution_time: 1.25 }]),
);

describe('with every area', () => {
  test('the worst of each area stands first, with its file and line', async () => {
    const { output, page } = await makeReport(generateCodeHealthReport, { ...all, steps: completed });
    expect(output.findings_table).toEqual([
      { area: 'secrets', finding: 'possible secrets', count: 1, worst: 'aws-key', where: '.env:2' },
      {
        area: 'quality',
        finding: 'findings (1 error, 2 warnings)',
        count: 3,
        worst: 'error: no-eval',
        where: 'src/z.ts:88',
      },
      { area: 'complexity', finding: 'functions above 10', count: 1, worst: 'tangled (31)', where: 'src/z.ts:40' },
      { area: 'cycles', finding: 'import cycles', count: 1, worst: '2 files', where: 'src/a.ts' },
      {
        area: 'duplicates',
        finding: 'duplicated blocks (4% of lines)',
        count: 1,
        worst: '20 lines',
        where: 'src/a.ts:1',
      },
      {
        area: 'history',
        finding: 'files ranked as hotspots: complex, and changed often',
        count: 1,
        worst: '40 commits, complexity 31',
        where: 'src/z.ts',
      },
    ]);
    expect(tableRows(page, 'What to look at first')[1]).toEqual([
      'Findings (1 error, 2 warnings)',
      '3',
      'error: no-eval',
      'src/z.ts:88',
    ]);
  });

  test('the headline says what to look at', async () => {
    const { output, page } = await makeReport(generateCodeHealthReport, { ...all, steps: completed });
    expect(output.headline).toBe(
      '1,204 files with 98,765 lines, mostly TypeScript. Quality 7.4 of 10. To look at: 1 possible secret, 1 error, 2 warnings, 1 function above complexity 10, 1 import cycle, 1 duplicated block.',
    );
    expect(byClass(page, 'subtitle').map(textOf)).toEqual([output.headline]);
    expect(textOf(byName(page, 'h1')[0]!)).toBe('shop');
  });

  test('every table leads to its files', async () => {
    const { page } = await makeReport(generateCodeHealthReport, { ...all, steps: completed });
    expect(tableRows(page, 'By place, the severest first').map(([where]) => where)).toEqual([
      'src/z.ts:88:5',
      'src/a.ts:7:2',
      'src/b.ts:3:1',
    ]);
    expect(tableRows(page, 'Functions, the most complex first')[0]).toEqual([
      '31',
      'tangled',
      'src/z.ts:40',
      '51',
      '4',
      '5',
    ]);
    expect(tableRows(page, 'Blocks, the longest first')).toEqual([['20', 'src/a.ts:1-20', 'src/b.ts:5-24', '90']]);
    expect(tableRows(page, 'Import cycles, table')).toEqual([['2', 'while loading', 'src/a.ts → src/b.ts → src/a.ts']]);
    expect(tableRows(page, 'Possible secrets, table')).toEqual([
      ['.env:2:5', 'error', 'aws-key', 'AKIA****', 'A key.'],
    ]);
    expect(tableRows(page, 'Hotspots: complex files that change often')).toEqual([['src/z.ts', '1,240', '40', '31']]);
    expect(tableRows(page, 'Files and folders left out, by step and reason')).toEqual([
      ['binary', '31', '', 'logo.png'],
      ['too large', '2', '', ''],
      ['does not parse', '', '1', 'src/broken.ts'],
    ]);
  });

  test('counts are those of the steps, not of their lists, which may be cut', async () => {
    const { output, page } = await makeReport(generateCodeHealthReport, {
      complexity: {
        ...complexity,
        functions: complexity.functions.slice(1),
        functions_omitted: 70,
        totals: { functions: 71 },
      },
      duplicates: { ...duplicates, clones_count: 12 },
      cycles: {
        ...cycles,
        cycles: [...cycles.cycles, { files: ['t.ts', 'u.ts', 'v.ts'], type_only: true }],
        cycles_count: 1,
      },
      quality: { ...quality, issues_count: 900, findings_omitted: 897 },
    });
    expect(output.findings_table.map(({ finding, count }) => [finding, count])).toEqual([
      ['findings (1 error, 2 warnings)', 900],
      ['functions above 10, at least', 1],
      ['import cycles', 1],
      ['duplicated blocks (4% of lines)', 12],
    ]);
    expect(output.headline).toContain('at least 1 function above complexity 10');
    expect(tableRows(page, 'Import cycles, table').map(([, holds]) => holds)).toEqual(['while loading', 'types only']);
    const summaries = byClass(page, 'summary').map(textOf);
    expect(summaries).toContainEqual(expect.stringMatching(/900 findings in 812 files.*The gravest 3 are listed/));
    expect(summaries).toContainEqual(expect.stringContaining('of 71 functions'));
  });

  test('everything that was read is in the JSON file', async () => {
    const { json, output } = await makeReport(generateCodeHealthReport, { ...all, steps: completed });
    expect(json).toMatchObject({
      schema_version: 1,
      kind: 'code_health',
      title: 'shop',
      generated_at: '2026-11-20T12:00:00.000Z',
      headline: output.headline,
      findings_table: output.findings_table,
      quality: { findings: quality.findings },
      secrets: { findings: secrets.findings },
      environment,
      absent: [],
      steps: completed,
    });
  });

  test('charts stand in it as images, those that were not drawn are left out', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    const { page, json } = await makeReport(generateCodeHealthReport, {
      ...all,
      charts: [{ svg, title: 'Lines' }, null],
    });
    expect(byName(page, 'img').map((each) => attribute(each, 'alt'))).toEqual(['Lines']);
    expect(json).toMatchObject({ charts: [{ title: 'Lines' }, null] });
    expect(JSON.stringify(json)).not.toContain('<svg');
  });
});

describe('with areas missing', () => {
  const steps = {
    quality: { status: 'failed', reason: 'timed out after 60 s' },
    cycles: { status: 'skipped', reason: 'not applicable: no modules' },
    duplicates: { status: 'cancelled', reason: null },
  };

  test('what was not looked at has its own section with the reasons', async () => {
    const { page, json } = await makeReport(generateCodeHealthReport, {
      project,
      quality: null,
      cycles: null,
      duplicates: null,
      steps,
    });
    const rows = Object.fromEntries(tableRows(page, 'Areas without a result'));
    expect(rows).toMatchObject({
      Findings: 'timed out after 60 s',
      'Import cycles': 'not applicable: no modules',
      Duplicates: 'its step is cancelled',
      'Possible secrets': 'there was no such step',
    });
    expect(rows).not.toHaveProperty('Languages and size');
    expect(tableRows(page, 'Steps, table')).toEqual([
      ['quality', 'failed', 'timed out after 60 s'],
      ['cycles', 'skipped', 'not applicable: no modules'],
      ['duplicates', 'cancelled', ''],
    ]);
    expect(json).toMatchObject({
      absent: expect.arrayContaining([{ area: 'quality', reason: 'timed out after 60 s' }]),
    });
  });

  test('nothing is called good that was not looked at', async () => {
    const none = { files_scanned: 9, findings: [], findings_count: 0, by_rule: {} };
    const { output, page } = await makeReport(generateCodeHealthReport, { secrets: none, quality: null, steps });
    expect(output.headline).toContain('Nothing to look at in possible secrets.');
    expect(output.headline).toMatch(/Without a result: .*findings, complexity/);
    expect(output.findings_table).toEqual([
      { area: 'secrets', finding: 'possible secrets', count: 0, worst: '', where: '' },
    ]);
    expect(textOf(byClass(page, 'card')[0]!)).toBe('!needs attention: Areas without a result8see “Not looked at”');
  });

  test('with nothing at all there is still a report that says so', async () => {
    const { output, page } = await makeReport(generateCodeHealthReport, {});
    expect(output.headline).toMatch(/^Without a result: environment/);
    expect(tableRows(page, 'Areas without a result')).toHaveLength(9);
    expect(textOf(byName(page, 'h1')[0]!)).toBe('Project');
  });

  test('an output that is not understood is told of and takes no other area with it', async () => {
    const odd = { ...quality, findings: [{ file: 'a.ts', line: 'three', rule: 'r', severity: 'error', message: '' }] };
    const { page, output, logs } = await makeReport(generateCodeHealthReport, { project, quality: odd, secrets });
    expect(Object.fromEntries(tableRows(page, 'Areas without a result')).Findings).toMatch(
      /^its output is not understood \(quality\.findings\[0\]\.line: /,
    );
    expect(output.findings_table.map((row) => row.area)).toEqual(['secrets']);
    expect(logs.map((line) => line.message)).toEqual(
      expect.arrayContaining([expect.stringContaining('quality is left out')]),
    );
  });
});

test('an author named like markup is shown as text', async () => {
  const { page } = await makeReport(generateCodeHealthReport, {
    project: { ...project, name: '</title><script>alert(1)</script>' },
    history: {
      ...history,
      authors: [{ name: '<img src=x onerror=alert(1)>', commits: 1, added: 1, deleted: 1, share: 1 }],
    },
  });
  expect(page.faults).toEqual([]);
  expect(byName(page, 'script')).toEqual([]);
  expect(tableRows(page, 'Authors')[0]![0]).toBe('<img src=x onerror=alert(1)>');
});

test('any part of the outputs may be any JSON, and there is a well-formed report', async () => {
  const names = Object.keys(all) as (keyof typeof all)[];
  const damage = fc.record({
    name: fc.constantFrom(...names),
    member: fc.nat(20),
    value: fc.jsonValue({ maxDepth: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { maxLength: 6 }), async (damages) => {
      const input: Record<string, Record<string, unknown>> = structuredClone(all);
      for (const { name, member, value } of damages) {
        const keys = Object.keys(input[name]!);
        input[name]![keys[member % keys.length]!] = value;
      }
      const { page, output } = await makeReport(generateCodeHealthReport, input);
      expect(page.faults).toEqual([]);
      expect(output.sections).toBeGreaterThanOrEqual(2);
    }),
  );
});

test('a report of 20,000 findings stays a page that a browser shows', async () => {
  const findings = Array.from({ length: 20_000 }, (_, index) => ({
    file: `src/folder-${index % 300}/file-${index % 977}.ts`,
    line: index,
    column: 1,
    rule: 'no-unused-vars',
    severity: 'warning',
    message: 'Variable is declared but never used.',
  }));
  const { output, json } = await makeReport(generateCodeHealthReport, {
    quality: { ...quality, findings, issues_count: 20_000 },
  });
  expect(output.bytes).toBeLessThan(300_000);
  expect(json).toHaveProperty('quality.findings.length', 20_000);
});

test('every action runs its own examples', async () => {
  const workspace = await projectFolder({
    'package.json': '{"version":"1.0.0"}',
    'README.md': '# A\n',
    'packages/a/README.md': '# B\n',
  });
  for (const action of Object.values<ActionDefinition>(documentation.actions)) {
    expect(action.examples?.length).toBeGreaterThan(0);
    for (const example of action.examples ?? []) await runAction(action, example.input, { workspace });
  }
});
