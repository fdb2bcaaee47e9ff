import { describe, expect, it } from 'vitest';
import { modulesOf } from '../src/definition/aliases.ts';
import type { CheckedStep } from '../src/definition/checked-workflow.ts';
import { check, checked, dependenciesOf, problemsOf } from './definition-checked.ts';

const nightly = `name: nightly
parameters:
  path: { type: string, default: "." }
steps:
  - name: analyze
    module: static_analysis
    action: analyze_code_quality
    parameters: { path: "{{ path }}" }
    timeout: 60
    max_retries: 3
    retry_delay: 1.5
    priority: high
  - name: chart
    module: data_visualization
    action: create_bar_chart
    parameters: { data: "{{ analyze.output.by_rule }}", title: "Findings in {{ path }}" }
    dependencies: [analyze]
  - name: tell
    module: shell
    action: run
    max_retries: 0
    run_on: always
    parameters: { command: ["echo", '{{ chart.status }} {{ steps["analyze"].output.score }}'] }
`;

const actionId = ({ work }: CheckedStep): string | undefined => (work.kind === 'action' ? work.action.id : undefined);

describe('checking a workflow', () => {
  it('given a good workflow, then its plan has the written and the implied dependencies', () => {
    const workflow = checked(nightly);
    expect(workflow.plan.names).toEqual(['analyze', 'chart', 'tell']);
    expect([0, 1, 2].map((task) => dependenciesOf(workflow, task))).toEqual([[], ['analyze'], ['chart', 'analyze']]);
    expect(workflow.steps.map(({ reads }) => reads)).toEqual([[], ['analyze'], ['chart', 'analyze']]);
    expect(workflow.steps.map(actionId)).toEqual([
      'static_analysis.analyze_code_quality',
      'data_visualization.create_bar_chart',
      'shell.run',
    ]);
    expect(workflow.plan.retries).toEqual([
      { maxRetries: 3, delayMs: 1_500, factor: 2, capMs: 60_000, jitter: 0.2 },
      { maxRetries: 3, delayMs: 1_000, factor: 2, capMs: 60_000, jitter: 0.2 },
      undefined,
    ]);
    expect([...workflow.plan.priorities]).toEqual([2, 1, 1]);
    expect([...workflow.plan.rules]).toEqual([[2, 'always']]);
  });

  it('given steps with equal retries, then they share one policy', () => {
    const { plan } = checked(nightly.replace('retry_delay: 1.5', 'retry_delay: 1'));
    expect(plan.retries[0]).toBe(plan.retries[1]);
  });

  it('given a dependency that is written twice and implied, then it counts once', () => {
    const workflow = checked(`steps:
  - { name: a, module: shell, action: run, parameters: { command: x } }
  - { name: b, module: shell, action: run, parameters: { command: "{{ a.output.stdout }}{{ a.status }}" }, dependencies: [a, a] }
`);
    expect(dependenciesOf(workflow, 1)).toEqual(['a']);
  });

  it('given many faults at once, then all are told, each in its place and by step', () => {
    const text = `name: w
parameters:
  path: { type: string, default: 3 }
  level: { type: array, items: { type: string, pattern: "^(a+)+$" } }
steps:
  - name: analyze
    module: static_analisis
    action: analyze_code_quality
    parameters: { path: "{{ pat }}" }
  - name: chart
    module: data_visualization
    action: create_barchart
    parameters: { data: "{{ analyze.output.x }}", title: "{{ 1 + }}" }
    dependencies: [analyse, chart]
  - name: chart
    module: shell
    action: run
    parameters: { comand: ls }
`;
    expect(problemsOf(text)).toEqual([
      ['3:34', 'invalid_default', 'parameters.path.default', undefined],
      ['4:48', 'invalid_parameter_schema', 'parameters.level.items.pattern', expect.any(String)],
      ['7:13', 'unknown_module', 'steps[0].module', 'did you mean "static_analysis"?'],
      ['9:29', 'unknown_reference', 'steps[0].parameters.path', 'did you mean "path"?'],
      ['12:13', 'unknown_action', 'steps[1].action', 'did you mean "create_bar_chart"?'],
      ['13:66', 'expression_syntax', 'steps[1].parameters.title', undefined],
      ['14:20', 'unknown_dependency', 'steps[1].dependencies[0]', 'did you mean "analyze"?'],
      ['14:29', 'self_dependency', 'steps[1].dependencies[1]', undefined],
      ['18:17', 'missing_parameter', 'steps[2].parameters.command', undefined],
      ['18:19', 'unknown_parameter', 'steps[2].parameters.comand', 'did you mean "command"?'],
      ['15:11', 'duplicate_name', 'steps[2].name', 'give every step a name of its own'],
    ]);
  });

  it.each([
    [
      'written dependencies',
      'parameters: { command: x }, dependencies: [b]',
      'parameters: { command: x }, dependencies: [a]',
    ],
    ['expressions', 'parameters: { command: "{{ b.output.stdout }}" }', 'parameters: { command: "{{ a.status }}" }'],
  ])('given a cycle of %s, then a dependency of it is shown, with its path', (_how, first, second) => {
    const shown = /^(?:[ab]\]|a\.status|b\.output)/;
    const text = `steps:
  - { name: a, module: shell, action: run, ${first} }
  - { name: b, module: shell, action: run, ${second} }
`;
    const result = check(text);
    if (result.ok) throw new Error('it was planned');
    expect(result.problems).toHaveLength(1);
    const [{ code, message, line, column }] = result.problems as [(typeof result.problems)[0]];
    expect(code).toBe('cycle');
    expect(message).toMatch(/a → b → a|b → a → b/);
    expect(text.split('\n')[line! - 1]!.slice(column! - 1)).toMatch(shown);
  });

  it('given a cycle beside a doubled name, then both are told', () => {
    expect(
      problemsOf(`steps:
  - { name: a, module: shell, action: run, parameters: { command: x }, dependencies: [b] }
  - { name: b, module: shell, action: run, parameters: { command: x }, dependencies: [a] }
  - { name: b, module: shell, action: run, parameters: { command: x } }
`)
        .map(([, code]) => code)
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual(['cycle', 'duplicate_name']);
  });

  it('given other names of modules and actions, then the installed ones are meant', () => {
    const workflow = checked(`steps:
  - { name: a, module: code, action: run_tests, parameters: { command: x } }
  - { name: b, module: coding.static_analysis, action: analyze_code_quality, parameters: { path: . } }
  - { name: c, module: environment_setup, action: check_environment, parameters: { command: x } }
`);
    expect(workflow.steps.map(actionId)).toEqual([
      'coding.run_tests',
      'static_analysis.analyze_code_quality',
      'environment_setup.validate_environment',
    ]);
    expect([...modulesOf(workflow.definition)]).toEqual(
      expect.arrayContaining(['code', 'coding', 'static_analysis', 'environment_setup']),
    );
    expect(problemsOf('steps: [{ name: a, module: code, action: run_test, parameters: {} }]')).toEqual([
      ['1:42', 'unknown_action', 'steps[0].action', 'did you mean "run_tests"?'],
    ]);
  });

  it('given steps called like types and words of CEL, then they can be referred to', () => {
    const workflow = checked(`steps:
  - { name: list, module: shell, action: run, parameters: { command: x } }
  - { name: string, module: shell, action: run, parameters: { command: "{{ list.output.stdout }}" } }
  - { name: package, module: shell, action: run, parameters: { command: '{{ string(string.output.exit_code) }}' } }
  - { name: steps, module: shell, action: run, parameters: { command: '{{ steps["package"].output.stdout + steps.package.status }}' } }
  - { name: constructor, module: shell, action: run, parameters: { command: '{{ steps.steps.output.stdout }}' } }
  - { name: 1st, module: shell, action: run, parameters: { command: '{{ constructor.output.stdout }}' } }
`);
    expect([1, 2, 3, 4, 5].map((task) => dependenciesOf(workflow, task))).toEqual([
      ['list'],
      ['string'],
      ['package'],
      ['steps'],
      ['constructor'],
    ]);
  });
});
