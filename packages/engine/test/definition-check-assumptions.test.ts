import { describe, expect, it } from 'vitest';
import { check, problemsOf } from './definition-checked.ts';

const analyze = 'module: static_analysis, action: analyze_code_quality';
const head = `parameters:
  env: { type: string, enum: [dev, production], default: dev }
  level: { type: integer, enum: [1, 2], default: 1 }
  sure: { type: boolean, default: false }
steps:
  - { name: a, ${analyze}, parameters: { path: . } }
  - { name: w, wait_for: { approval: { prompt: "?", form: { why: { enum: [now, later] } } } } }
  - { name: each, ${analyze}, foreach: [x, y], parameters: { path: "{{ item }}" } }
`;
const written = '  - { name: s, module: shell, action: run, parameters: { command: x }, when: "{{ '.length;

/** Problems of a condition beside steps `a`, `w` and `each`, with columns that count in it from 1. */
const problemsOfCondition = (condition: string) =>
  problemsOf(
    `${head}  - { name: s, module: shell, action: run, parameters: { command: x }, when: "{{ ${condition} }}" }\n`,
  ).map(([place, code, path, suggestion]) => {
    expect(path).toBe('steps[3].when');
    expect(String(place)).toMatch(/^9:/);
    return [Number(String(place).slice(2)) - written, code, suggestion];
  });

describe('comparing with a value that is never there', () => {
  it.each([
    ["a.status == 'complted'", 13, 'did you mean "completed"?'],
    ["steps.a.status == 'complted'", 19, 'did you mean "completed"?'],
    ["'skiped' == a.status", 1, 'did you mean "skipped"?'],
    ["a.status == 'running'", 13, undefined],
    ["!(sure || (a.status == 'complted' ? true : false))", 24, 'did you mean "completed"?'],
    ["env == 'prodction'", 8, 'did you mean "production"?'],
    ["params.env == 'prodction'", 15, 'did you mean "production"?'],
    ["level == '2'", 10, 'write 2'],
    ['level == 3', 10, undefined],
    ["sure == 'true'", 9, 'write true'],
    ["a.output.score == '8'", 19, 'write 8'],
    ["w.output.data.why == 'latr'", 22, 'did you mean "later"?'],
    ['run.workflow == 5', 17, 'write "5"'],
    ["a.output.findings.exists(f, f.line == '3')", 39, 'write 3'],
    ["cel.bind(s, a.status, s == 'complted' || s == 'failed')", 28, 'did you mean "completed"?'],
  ])('given %s, then it is told at the value', (condition, column, suggestion) => {
    expect(problemsOfCondition(condition)).toEqual([[column, 'unknown_value', suggestion]]);
  });

  it.each([
    "a.status == 'completed' || a.status == 'skipped'",
    "a.status in ['failed', 'cancelled']",
    "env == 'production' && level == 2 && level == 2.0 && sure == true",
    'a.status == env',
    "a.output.more == 'anything' || a.output.by_rule['x'] == 3",
    'a.output.score == 3 || a.output.score == 3.5',
    "a.error == 'broken' || a.error == null",
    "w.output.data.why == 'later' && w.output.approved",
    "'style' in a.output.by_rule",
    "['completed'].exists(s, a.status == s)",
  ])('given %s, then nothing is wrong', (condition) => {
    expect(problemsOfCondition(condition)).toEqual([]);
  });

  it.each([
    ["steps['a'].status != 'faild'", 22, 'did you mean "failed"?'],
    ["a.status in ['failed', 'canceled']", 24, 'did you mean "cancelled"?'],
    ["env in ['dev', 'staging', 'production']", 16, undefined],
    ["env != 'staging'", 8, undefined],
  ])('given %s, which others may give the value of, then it is a warning', (condition, column, suggestion) => {
    expect(problemsOfCondition(condition)).toEqual([]);
    const step = `{ name: s, module: shell, action: run, parameters: { command: x }, when: "{{ ${condition} }}" }`;
    const result = check(`${head}  - ${step}\n`);
    const warnings = result.ok ? result.workflow.warnings : [];
    expect(warnings).toMatchObject([{ code: 'unknown_value', path: 'steps[3].when', line: 9 }]);
    expect([Number(warnings[0]?.column) - written, warnings[0]?.suggestion]).toEqual([column, suggestion]);
  });

  it('given values of a matrix, then its names are compared with them, unless some are computed', () => {
    const text = (values: string): string =>
      `steps:\n  - { name: m, module: shell, action: run, matrix: { node: ${values}, include: [{ node: 24, lts: true }] }, parameters: { command: ["{{ matrix.node == '20' }}", "{{ matrix.node == 24 }}"] } }\n`;
    expect(problemsOf(text('[20, 22]')).map(([, code, path, suggestion]) => [code, path, suggestion])).toEqual([
      ['unknown_value', 'steps[0].parameters.command[0]', 'write 20'],
    ]);
    expect(problemsOf(text('["{{ run.id }}"]'))).toEqual([]);
    expect(problemsOf(text('"{{ [20] }}"'))).toEqual([]);
  });

  it('given such a comparison, then the values that are there are named', () => {
    const result = check(
      `steps:\n  - { name: a, ${analyze}, parameters: { path: . } }\n  - { name: b, ${analyze}, parameters: { path: x }, when: "{{ a.status == 'ok' }}" }\n`,
    );
    expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
      'a.status is never "ok": it is one of "completed", "failed", "cancelled", "skipped"',
    ]);
  });
});

describe('what loops read', () => {
  it.each([
    ['a.output.findings.all(f, f.lin > 1)', 26, 'did you mean "line"?'],
    ['a.output.findings.exists(f, f.lin > 1)', 29, 'did you mean "line"?'],
    ['a.output.findings.exists_one(f, f.lin > 1)', 33, 'did you mean "line"?'],
    ["a.output.findings.filter(f, f.messge == 'x') != []", 29, 'did you mean "message"?'],
    ['a.output.findings.map(f, f.lin) == [1]', 26, 'did you mean "line"?'],
    ['a.output.findings.filter(f, f.line > 1).exists(g, g.lin > 1)', 51, 'did you mean "line"?'],
    ['a.output.findings.filter(f, f.line > 1)[0].lin == 1', 1, 'did you mean "line"?'],
    ['a.output.findings[level].lin == 1', 1, 'did you mean "line"?'],
    ['each.output.all(one, one.findings.exists(f, f.lin > 1))', 45, 'did you mean "line"?'],
    ['a.output.by_rule.filter(rule, true)[0].name == env', 1, undefined],
    ['a.output.score.exists(x, x > 1)', 1, undefined],
    ['a.output.by_rule.exists(rule, rule.name == env)', 31, undefined],
    ['cel.bind(all, a.output.findings, all[0].lin > 1)', 34, 'did you mean "line"?'],
  ])('given %s, then a member that no item has is told', (condition, column, suggestion) => {
    expect(problemsOfCondition(condition)).toEqual([[column, 'unknown_output', suggestion]]);
  });

  it.each([
    "a.output.findings.exists(f, f.line > 1 && f.message.contains('x'))",
    'a.output.findings.exists(f, has(f.lin))',
    'a.output.by_rule.exists(rule, a.output.by_rule[rule] > 3)',
    'a.output.more.all(x, x.anything.at[3].all > 1)',
    'each.output.exists(one, one == null || one.score > 3)',
    '[{"x": 1}].exists(a, a.y == 1)'.replaceAll('"', "'"),
    'a.output.findings.map(f, f.line).exists(f, f > 3)',
    "a.output.by_rule.filter(rule, rule != 'x')[0] == 'y'",
    "a.output.by_rule.filter(rule, true).all(rule, rule.startsWith('x'))",
    "cel.bind(rules, a.output.by_rule, rules.filter(rule, true)[0] == 'x')",
  ])('given %s, then nothing is wrong', (condition) => {
    expect(problemsOfCondition(condition)).toEqual([]);
  });

  it('given failures, then their members are known', () => {
    const text = (expression: string): string =>
      `steps: [{ name: a, ${analyze}, parameters: { path: . } }]\non_failure_steps: [{ name: t, module: shell, action: run, parameters: { command: "{{ ${expression} }}" } }]\n`;
    expect(problemsOf(text('failures.map(f, f.step)'))).toEqual([]);
    expect(problemsOf(text('failures[0].kode')).map(([, code]) => code)).toEqual(['unknown_output']);
    expect(problemsOf(text("failures.exists(f, f.error_kode == 'X')")).map(([, , , suggestion]) => suggestion)).toEqual(
      ['did you mean "error_code"?'],
    );
  });
});
