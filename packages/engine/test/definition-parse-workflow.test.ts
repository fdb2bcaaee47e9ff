import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../src/definition/parse-workflow.ts';
import { readSource } from '../src/definition/read-source.ts';

function parse(text: string, file = 'wf.yaml') {
  const source = readSource(text, file);
  if (!source.ok) throw new Error(JSON.stringify(source.problems));
  return parseWorkflow(source.data, { file, places: source.places });
}

function problemsOf(text: string, file?: string) {
  const result = parse(text, file);
  return result.ok
    ? []
    : result.problems.map(({ code, path, line, column, suggestion }) => [`${line}:${column}`, code, path, suggestion]);
}

const step = '{ name: a, module: m, action: x }';

describe('parsing a workflow', () => {
  it('given the JSON that the Python system writes, then it loads with its values', {
    meta: { specification: ['2.coordination.workflow_compatibility'] },
  }, () => {
    const text = JSON.stringify({
      name: 'w1',
      steps: [
        {
          name: 'analyze_code',
          module: 'static_analysis',
          action: 'analyze_code_quality',
          parameters: { path: '.' },
          dependencies: [],
          timeout: null,
          retry_count: 0,
          max_retries: 3,
        },
        {
          name: 'chart',
          module: 'data_visualization',
          action: 'create_bar_chart',
          parameters: { data: '{{analyze_code.output}}' },
          dependencies: ['analyze_code'],
          timeout: 60,
          retry_count: 2,
          max_retries: 0,
        },
      ],
    });
    expect(parse(text, 'w1.json')).toEqual({
      ok: true,
      warnings: [],
      definition: {
        name: 'w1',
        mode: 'resource_aware',
        on_failure: 'continue',
        steps: [
          {
            name: 'analyze_code',
            module: 'static_analysis',
            action: 'analyze_code_quality',
            parameters: { path: '.' },
            dependencies: [],
            timeout: null,
            retry_count: 0,
            max_retries: 3,
            retry_delay: 1,
            priority: 'normal',
            run_on: 'success',
          },
          {
            name: 'chart',
            module: 'data_visualization',
            action: 'create_bar_chart',
            parameters: { data: '{{analyze_code.output}}' },
            dependencies: ['analyze_code'],
            timeout: 60,
            retry_count: 2,
            max_retries: 0,
            retry_delay: 1,
            priority: 'normal',
            run_on: 'success',
          },
        ],
      },
    });
  });

  it('given the specification’s complex form, then dependencies stand at the steps and groups that contradict them are a warning', () => {
    const result = parse(
      `steps:
  - { name: setup, module: environment_setup, action: check_environment }
  - { name: analyze, module: static_analysis, action: analyze_code_quality, dependencies: [setup] }
  - { name: visualize, module: data_visualization, action: create_chart }
dependencies:
  analyze: [setup]
  visualize: [analyze]
parallel_groups:
  - [analyze, visualize]
`,
      'my-flow.yml',
    );
    expect(result).toMatchObject({
      ok: true,
      definition: { name: 'my-flow', steps: [{}, { dependencies: ['setup'] }, { dependencies: ['analyze'] }] },
      warnings: [{ code: 'parallel_group_conflict', path: 'parallel_groups[0][1]', line: 9, column: 15 }],
    });
    expect(result).not.toHaveProperty('definition.dependencies');
  });

  it('given no name, then the one it is given or the file’s stem is taken', () => {
    const data = { steps: [{ name: 'a', module: 'm', action: 'x' }] };
    expect(parseWorkflow(data, { file: '/some/dir/build.v2.json' })).toMatchObject({
      definition: { name: 'build.v2' },
    });
    expect(parseWorkflow(data, { file: 'C:\\dir\\build.YAML', name: 'given' })).toMatchObject({
      definition: { name: 'given' },
    });
    expect(parseWorkflow(data, { file: 'C:\\dir\\build.YAML' })).toMatchObject({ definition: { name: 'build' } });
    expect(parseWorkflow(data)).toMatchObject({ ok: false, problems: [{ code: 'missing_key', path: 'name' }] });
    expect(parseWorkflow(data, { file: 'my flow.json' })).toMatchObject({
      ok: false,
      problems: [{ code: 'invalid_value', path: 'name' }],
    });
  });

  it('given words of the specification for one thing, then they are that thing', () => {
    const steps = ['urgent', 'URGENT', 'CRITICAL', '4'].map(
      (priority, at) => `{ name: s${at}, module: m, action: x, priority: ${priority} }`,
    );
    const critical = { priority: 'critical' };
    expect(parse(`name: w\nsteps: [${steps.join(', ')}]`)).toMatchObject({
      definition: { steps: [critical, critical, critical, critical] },
    });
    expect(parse('name: w\nsteps: [{ name: a, module: m, action: x, priority: pressing }]')).toMatchObject({
      ok: false,
      problems: [{ path: 'steps[0].priority' }],
    });
  });

  it.each([
    [
      'an unknown key',
      `name: w\nstepz: []\nsteps: [${step}]`,
      [['2:1', 'unknown_key', 'stepz', 'did you mean "steps"?']],
    ],
    [
      'an unknown key of a step',
      'name: w\nsteps:\n  - name: a\n    module: m\n    action: x\n    dependencis: []\n',
      [['6:5', 'unknown_key', 'steps[0].dependencis', 'did you mean "dependencies"?']],
    ],
    [
      'a key of a later form',
      'name: w\nsteps:\n  - name: a\n    module: m\n    action: x\n    moonshot: "{{ x }}"\n',
      [['6:5', 'unknown_key', 'steps[0].moonshot', expect.stringContaining('keys are: ')]],
    ],
    [
      'an unknown key of a resource',
      'name: w\nsteps:\n  - { name: a, module: m, action: x, resources: [{ type: cpu, amout: 1 }] }',
      [['3:63', 'unknown_key', 'steps[0].resources[0].amout', 'did you mean "amount"?']],
    ],
    [
      'a missing key',
      'name: w\nsteps:\n  - name: a\n    action: x\n',
      [['3:5', 'missing_key', 'steps[0].module', undefined]],
    ],
    ['no steps', 'name: w\n', [['1:1', 'missing_key', 'steps', undefined]]],
    ['an empty list of steps', 'name: w\nsteps: []', [['2:8', 'invalid_value', 'steps', undefined]]],
    [
      'a wrong type',
      'name: w\ntimeout: soon\nmax_parallel: 1.5\nsteps: [3]',
      [
        ['3:15', 'wrong_type', 'max_parallel', undefined],
        ['2:10', 'wrong_type', 'timeout', undefined],
        ['4:9', 'wrong_type', 'steps[0]', undefined],
      ],
    ],
    [
      'a value that is none',
      `name: w\nmode: paralel\nsteps: [${step}]`,
      [['2:7', 'invalid_value', 'mode', 'did you mean "parallel"?']],
    ],
    [
      'a version of the future',
      `name: w\nschema_version: 2\nsteps: [${step}]`,
      [['2:17', 'invalid_value', 'schema_version', undefined]],
    ],
    [
      'a number that is too large',
      `name: w\ntimeout: 99999999\nsteps: [${step}]`,
      [['2:10', 'invalid_value', 'timeout', undefined]],
    ],
    [
      'an unknown resource',
      'name: w\nsteps:\n  - { name: a, module: m, action: x, resources: [{ type: memry }] }',
      [['3:58', 'invalid_value', 'steps[0].resources[0].type', 'did you mean "memory"?']],
    ],
    [
      'an amount of no kind',
      'name: w\nsteps:\n  - { name: a, module: m, action: x, resources: [{ type: cpu, amount: much }] }',
      [['3:71', 'wrong_type', 'steps[0].resources[0].amount', undefined]],
    ],
    [
      'an amount that is not positive',
      'name: w\nsteps:\n  - { name: a, module: m, action: x, resources: [{ type: cpu, amount: { cores: -1 } }] }',
      [['3:80', 'invalid_value', 'steps[0].resources[0].amount.cores', undefined]],
    ],
    [
      'a parameter that cannot be named',
      `name: w\nparameters: { a-b: { type: string } }\nsteps: [${step}]`,
      [['2:15', 'invalid_value', 'parameters.a-b', undefined]],
    ],
    [
      'a word that parameters do not have',
      `name: w\nparameters: { a: { type: string, patern: x } }\nsteps: [${step}]`,
      [['2:34', 'unknown_key', 'parameters.a.patern', expect.any(String)]],
    ],
    [
      'steps that differ in case',
      `name: w\nsteps: [${step}, { name: A, module: m, action: x }]`,
      [['2:52', 'case_twin', 'steps[1].name', 'rename one of them']],
    ],
    [
      'a dependency map with unknown names',
      `name: w\nsteps: [${step}]\ndependencies: { b: [a], a: [c] }\nparallel_groups: [[a, d]]`,
      [
        ['3:17', 'unknown_step', 'dependencies.b', 'did you mean "a"?'],
        ['3:29', 'unknown_dependency', 'dependencies.a[0]', 'did you mean "a"?'],
        ['4:23', 'unknown_step', 'parallel_groups[0][1]', 'did you mean "a"?'],
      ],
    ],
    ['no map at all', '- a\n', [['1:1', 'wrong_type', '', undefined]]],
  ])('given %s, then it is a problem in its place', (_what, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it.each(['__proto__', 'constructor!', '..', '.', 'a/b', 'a\\b', 'é', '😀', '', 'a b', '-a', 'x'.repeat(300)])(
    'given a step called %j, then it is refused',
    (name) => {
      const data = { name: 'w', steps: [{ name, module: 'm', action: 'x' }] };
      expect(parseWorkflow(data)).toMatchObject({
        ok: false,
        problems: [{ code: 'invalid_value', path: 'steps[0].name' }],
      });
    },
  );

  it('given faults in ten thousand steps, then a thousand are told, and how many are left', () => {
    const data = {
      name: 'w',
      steps: Array.from({ length: 10_000 }, (_, index) => ({ name: `s${index}`, module: 'm', action: 'x', zip: 1 })),
    };
    const result = parseWorkflow(data);
    if (result.ok) throw new Error('it parsed');
    expect(result.problems).toHaveLength(1_001);
    expect(result.problems.at(-1)).toMatchObject({ code: 'too_many_problems', message: 'and 9000 more problems' });
  });

  it.each([
    [
      'a cycle',
      () => {
        const data: Record<string, unknown> = { name: 'w' };
        data.steps = [data];
        return data;
      },
    ],
    [
      'a getter',
      () => Object.defineProperty({ name: 'w' }, 'steps', { get: () => expect.fail('it ran'), enumerable: true }),
    ],
    ['a function', () => ({ name: 'w', steps: () => [] })],
    [
      'endless nesting',
      () => {
        let value: unknown = 1;
        for (let depth = 0; depth < 100_000; depth++) value = [value];
        return { name: 'w', steps: [], parameters: { a: { default: value } } };
      },
    ],
  ])('given data with %s, then it is refused', (_what, make) => {
    expect(parseWorkflow(make())).toMatchObject({ ok: false, problems: [{ code: 'not_json' }] });
  });

  it('given any JSON, then it is a workflow or a list of problems', () => {
    const workflow = fc.record(
      {
        name: fc.oneof(fc.constant('w'), fc.jsonValue()),
        steps: fc.oneof(
          fc.jsonValue(),
          fc.array(
            fc.record(
              {
                name: fc.string(),
                module: fc.string(),
                action: fc.jsonValue(),
                parameters: fc.jsonValue(),
                resources: fc.jsonValue(),
                timeout: fc.jsonValue(),
                priority: fc.jsonValue(),
              },
              { requiredKeys: [] },
            ),
            { maxLength: 4 },
          ),
        ),
        parameters: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
        dependencies: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.array(fc.string()))),
        parallel_groups: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), workflow), (value) => {
        const result = parseWorkflow(JSON.parse(JSON.stringify(value)));
        expect(
          result.ok || result.problems.every(({ code, message, path }) => code && message && typeof path === 'string'),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('given a parsed workflow, when it is parsed again, then nothing changes', () => {
    const once = parse(`name: w\nsteps: [${step}, { name: b, module: m, action: x }]\ndependencies: { b: [a] }`);
    if (!once.ok) throw new Error('it did not parse');
    expect(parseWorkflow(JSON.parse(JSON.stringify(once.definition)))).toEqual(once);
  });
});
