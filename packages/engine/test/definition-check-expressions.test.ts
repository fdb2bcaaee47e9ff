import { describe, expect, it } from 'vitest';
import { problemsOf } from './definition-checked.ts';

/** A workflow of one shell step with these parameters, on line 2, after steps a and b-2. */
const shell = (parameters: string): string =>
  `steps:\n  - { name: s, module: shell, action: run, parameters: ${parameters} }\n  - { name: a, module: static_analysis, action: analyze_code_quality, parameters: { path: . } }\n  - { name: b-2, module: shell, action: run, parameters: { command: x } }\n`;
const before = '  - { name: s, module: shell, action: run, parameters: '.length;
const at = (offset: number): string => `2:${before + 1 + offset}`;

describe('checking the parameters of steps', () => {
  it.each([
    [
      'an unknown name',
      '{ command: "{{ c.output }}" }',
      [[at(15), 'unknown_reference', 'steps[0].parameters.command', expect.stringContaining('did you mean')]],
    ],
    [
      'a name that nothing is near to',
      '{ command: "{{ somewhere }}" }',
      [
        [
          at(15),
          'unknown_reference',
          'steps[0].parameters.command',
          'if it is given to runs, declare it under "parameters"',
        ],
      ],
    ],
    [
      'an unknown step',
      '{ command: \'{{ steps["b_2"].output }}\' }',
      [[at(15), 'unknown_reference', 'steps[0].parameters.command', 'did you mean "b-2"?']],
    ],
    [
      'an unknown parameter',
      '{ command: "{{ params.x }}" }',
      [[at(15), 'unknown_reference', 'steps[0].parameters.command', expect.any(String)]],
    ],
    [
      'a name that needs quotes',
      '{ command: "{{ b-2.output.stdout }}" }',
      [[at(17), 'expression_type', 'steps[0].parameters.command', 'write steps["b-2"]']],
    ],
    [
      'another name that needs quotes',
      '{ command: "{{ b-2 + b-2 }}" }',
      [
        [at(15), 'unknown_reference', 'steps[0].parameters.command', 'write steps["b-2"]'],
        [at(21), 'unknown_reference', 'steps[0].parameters.command', 'write steps["b-2"]'],
      ],
    ],
    [
      'a member that no step has',
      '{ command: "{{ a.outputs }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', 'did you mean "output"?']],
    ],
    [
      'a member of an output without the output',
      '{ command: "{{ a.score }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', 'did you mean "a.output.score"?']],
    ],
    [
      'a member that the output does not have',
      '{ command: "{{ a.output.scor + 1 }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', 'did you mean "score"?']],
    ],
    [
      'a deeper member that the output does not have',
      '{ command: "{{ a.output.findings[0].lin }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', 'did you mean "line"?']],
    ],
    [
      'a member of a number',
      '{ command: "{{ a.output.score.x }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', undefined]],
    ],
    [
      'a member of a list',
      '{ command: "{{ a.output.findings.line }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', undefined]],
    ],
    [
      'a member of the status',
      '{ command: "{{ a.status.x }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', undefined]],
    ],
    [
      'a member of the error, which is a text',
      '{ command: "{{ a.error.kode }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', undefined]],
    ],
    [
      'a member that runs do not have',
      '{ command: "{{ run.name }}" }',
      [[at(15), 'unknown_output', 'steps[0].parameters.command', undefined]],
    ],
    [
      'a word without meaning here',
      '{ command: "{{ item.x }}" }',
      [[at(15), 'unknown_reference', 'steps[0].parameters.command', expect.stringContaining('steps["item"]')]],
    ],
    [
      'itself',
      '{ command: "{{ s.status }}" }',
      [[at(15), 'self_dependency', 'steps[0].parameters.command', undefined]],
    ],
    [
      'a computed step',
      '{ command: "{{ steps[run.id].output }}" }',
      [[at(15), 'dynamic_reference', 'steps[0].parameters.command', expect.anything()]],
    ],
    [
      'the second of two',
      '{ command: ["x {{ a.status }} {{ a.statu }}"] }',
      [[at(33), 'unknown_output', 'steps[0].parameters.command[0]', 'did you mean "status"?']],
    ],
    [
      'a type that does not fit',
      '{ command: "{{ 1 + \'a\' }}" }',
      [[at(15), 'expression_type', 'steps[0].parameters.command', undefined]],
    ],
    [
      'an open expression',
      '{ command: "x {{ a.status" }',
      [[at(14), 'expression_syntax', 'steps[0].parameters.command', undefined]],
    ],
  ])('given a reference to %s, then it is a problem in its place', (_what, parameters, problems) => {
    expect(problemsOf(shell(parameters))).toEqual(
      problems.map(([place, ...rest]) => [place === at(15) && parameters.includes('"x {{') ? at(14) : place, ...rest]),
    );
  });

  it.each([
    ['{ command: "{{ a.output.by_rule.anything }}" }'],
    ['{ command: "{{ a.output.more.anything[0].x }}" }'],
    ['{ command: "{{ a.output.findings[7].line }}" }'],
    ['{ command: "{{ has(a.output.missing) ? 1 : 2 }}" }'],
    ['{ command: "{{ a.output.?missing.orValue(1) }}" }'],
    ['{ command: "{{ a.error }}" }'],
    ['{ command: \'{{ steps["b-2"].output.stdout }}\' }'],
    ['{ command: "{{ [1].map(a, a + 1) }}" }'],
    ['{ command: "{{ run.id }} {{ run.workflow }} {{ run.workspace }}" }'],
    ['{ command: "\\\\{{ nobody }}" }'],
  ])('given %s, then nothing is wrong', (parameters) => {
    expect(problemsOf(shell(parameters))).toEqual([]);
  });

  it.each([
    ['a wrong type', '{ command: 5 }', [[at(11), 'invalid_parameter', 'steps[0].parameters.command']]],
    ['a wrong item', '{ command: [a, 5] }', [[at(15), 'invalid_parameter', 'steps[0].parameters.command[1]']]],
    ['an empty list', '{ command: [] }', [[at(11), 'invalid_parameter', 'steps[0].parameters.command']]],
    [
      'a missing one beside an expression',
      '{ check: "{{ 1 == 1 }}" }',
      [[at(0), 'missing_parameter', 'steps[0].parameters.command']],
    ],
    [
      'an unknown one that holds an expression',
      '{ command: x, chek: "{{ true }}" }',
      [[at(14), 'unknown_parameter', 'steps[0].parameters.chek']],
    ],
    [
      'a wrong value beside an expression',
      '{ command: "{{ run.id }}", env: { A: 5, B: "{{ run.id }}" } }',
      [[at(37), 'invalid_parameter', 'steps[0].parameters.env.A']],
    ],
    [
      'a wrong item beside an expression',
      '{ command: ["{{ run.id }}", 5] }',
      [[at(28), 'invalid_parameter', 'steps[0].parameters.command[1]']],
    ],
  ])('given %s among the parameters, then it is a problem in its place', (_what, parameters, problems) => {
    expect(problemsOf(shell(parameters)).map((problem) => problem.slice(0, 3))).toEqual(problems);
  });

  it.each([
    ['{ command: "{{ run.id }}" }'],
    ['{ command: ["{{ run.id }}", x] }'],
    ['{ command: x, check: "{{ 1 == 1 }}", env: { A: "{{ run.id }}" } }'],
    ["{ command: x, env: \"{{ {'a': 'b'} }}\" }"],
  ])('given an expression where a value must fit, as in %s, then the run will say whether it does', (parameters) => {
    expect(problemsOf(shell(parameters))).toEqual([]);
  });

  it('given an action whose schema throws, then that is a problem, unless a value is not there yet', () => {
    const text = (value: string): string =>
      `steps: [{ name: a, module: touchy, action: look, parameters: { text: ${value} } }]`;
    expect(problemsOf(text('5'))).toEqual([['1:62', 'invalid_parameter', 'steps[0].parameters', undefined]]);
    expect(problemsOf(text('"{{ run.id }}"'))).toEqual([]);
  });

  it('given a name of a parameter and a step, then only a bare reference is a problem', () => {
    const text = (expression: string): string => `parameters: { a: { type: string, default: x } }
steps:
  - { name: a, module: shell, action: run, parameters: { command: x } }
  - { name: b, module: shell, action: run, parameters: { command: "{{ ${expression} }}" } }
`;
    expect(problemsOf(text('a'))).toEqual([
      ['4:71', 'ambiguous_reference', 'steps[1].parameters.command', 'write params.a or steps.a'],
    ]);
    expect(problemsOf(text('params.a + steps.a.output.stdout'))).toEqual([]);
  });

  it('given no declared parameters, then those of the run are known, and no others', () => {
    const text = shell('{ command: "{{ code_path }} {{ params.code_path }} {{ other }}" }');
    expect(problemsOf(text, ['code_path']).map(([, code]) => code)).toEqual(['unknown_reference']);
    expect(problemsOf(text, ['code_path', 'other'])).toEqual([]);
    expect(problemsOf(text)).toHaveLength(3);
  });

  it('given declared parameters, then what a run is given adds none, and their types are known', () => {
    const text = `parameters: { o: { type: object, properties: { a: { type: string } }, required: true }, t: { type: string, default: x } }
steps: [{ name: a, module: shell, action: run, parameters: { command: ["{{ o.a }}{{ o.b }}", "{{ t.x }}", "{{ other }}"] } }]`;
    expect(problemsOf(text, ['other']).map(([, code, path]) => [code, path])).toEqual([
      ['unknown_output', 'steps[0].parameters.command[1]'],
      ['unknown_reference', 'steps[0].parameters.command[2]'],
    ]);
  });
});
