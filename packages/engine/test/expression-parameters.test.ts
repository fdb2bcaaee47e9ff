import { defineAction, definePlugin, defineWorkflow, text } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compileParameters, type EvaluationScope, type StepDocument } from '../src/expression/parameters-template.ts';
import { templateLiteral } from '../src/expression/template.ts';

const steps: Readonly<Record<string, StepDocument>> = {
  analyze: { status: 'completed', output: { score: 7, by_rule: { style: 2 }, items: ['a', 'b'] }, attempts: 1 },
  'any-name': { status: 'completed', output: 'text', attempts: 2 },
  broken: { status: 'failed', output: null, error: 'it broke', attempts: 4 },
  late: { status: 'skipped', attempts: 0 },
};

const scope: EvaluationScope = {
  step: (name) => (Object.hasOwn(steps, name) ? steps[name] : undefined),
  params: { path: 'src', count: 3, tags: ['x'], nested: { deep: [1] } },
  failures: () => [],
  run: { id: 'run-1', workflow: 'nightly', workspace: '/work' },
};

function template(parameters: unknown) {
  const compiled = compileParameters(parameters);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.template;
}

const evaluate = (value: unknown, within: EvaluationScope = scope): unknown => template({ value }).evaluate(within);

describe('parameters with expressions', () => {
  it.each([
    ['{{ count }}', 3],
    [' {{ count }}', ' 3'],
    ['{{ count }}{{ count }}', '33'],
    ['{{ tags }}', ['x']],
    ['tags: {{ tags }}', 'tags: ["x"]'],
    ['{{ analyze.output.by_rule }}!', '{"style":2}!'],
    ['{{ null }} {{ true }} {{ 1.5 }} {{ "s" }}', 'null true 1.5 s'],
    ['{{ steps["any-name"].output }}', 'text'],
    ['{{ analyze.status }} after {{ analyze.attempts }}', 'completed after 1'],
    ['{{ broken.error }}', 'it broke'],
    ['{{ broken.output }}', null],
    ['{{ late.output }}', null],
    ['{{ late.error == null ? "none" : late.error }}', 'none'],
    ['{{ run.id }} of {{ run.workflow }} in {{ run.workspace }}', 'run-1 of nightly in /work'],
    ['{{ params.nested.deep[0] }}', 1],
    ['{{ has(params.missing) ? params.missing : "default" }}', 'default'],
    ['{{ params.?missing.orValue("default") }}', 'default'],
    ['\\{{ count }}', '{{ count }}'],
    [{ deep: [{ path: '{{ path }}/a' }] }, { deep: [{ path: 'src/a' }] }],
    [
      [null, true, 1, 'x'],
      [null, true, 1, 'x'],
    ],
    ['{{ analyze }}', { status: 'completed', output: steps.analyze?.output, error: null, attempts: 1 }],
  ])('%j becomes %j', (written, value) => {
    expect(evaluate(written)).toEqual({ value });
  });

  it.each([
    [
      '{{ analyze.output.scor }}',
      '"scor" is missing in analyze.output, which has score, by_rule, items',
      'did you mean "score"?',
    ],
    ['{{ analyze.output.items[2] }}', 'analyze.output.items has no item 2: it has 2, counted from 0', undefined],
    ['{{ analyze.output.items.x }}', '"x" is missing: analyze.output.items is a list', undefined],
    ['{{ analyze.output.score.x }}', '"x" is missing: analyze.output.score is a number', undefined],
    ['{{ broken.output.x }}', 'the step "broken" has no output: it is failed', undefined],
    ['{{ late.output.x + 1 }}', 'the step "late" has no output: it is skipped', undefined],
    ['{{ params.pat }}', 'the parameter "pat" was not given and has no default', 'did you mean "path"?'],
    ['{{ nobody.output }}', 'there is no parameter and no step of the name "nobody"', undefined],
    ['{{ path + 1 }}', 'these types do not go together: string + int', undefined],
    ['{{ run.name }}', '"name" is missing in run, which has id, workflow, workspace', undefined],
  ])('%s fails the attempt and says what was missing', (written, reason, suggestion) => {
    const inside = template({ list: [{ data: `a ${written}` }] });
    expect(() => inside.evaluate(scope)).toThrow(
      expect.objectContaining({
        code: 'INVALID_PARAMETERS',
        family: 'world',
        retryable: false,
        message: `parameter "list[0].data": ${written} has no value: ${reason}`,
        details: { parameter: 'list[0].data', expression: written.slice(3, -3), reason },
        suggestions: suggestion === undefined ? [] : [suggestion],
      }),
    );
  });

  it('given an output that holds an expression, when it is referred to, then it stays text', () => {
    const hostile: EvaluationScope = {
      ...scope,
      step: () => ({ status: 'completed', output: { text: '{{ params.path }} \\{{ x }}' }, attempts: 1 }),
    };
    const value = evaluate(['{{ any.output.text }}', 'got {{ any.output.text }}', '{{ any.output }}'], hostile);
    expect(value).toEqual({
      value: [
        '{{ params.path }} \\{{ x }}',
        'got {{ params.path }} \\{{ x }}',
        { text: '{{ params.path }} \\{{ x }}' },
      ],
    });
  });

  it('given several references, when it is evaluated, then only the steps that are needed are asked for', () => {
    const asked: string[] = [];
    const watched: EvaluationScope = {
      ...scope,
      step: (name) => {
        asked.push(name);
        return scope.step(name);
      },
    };
    evaluate('{{ count > 2 ? analyze.output.score : broken.output }}', watched);
    expect(asked).toEqual(['analyze']);
  });

  it('given an output that only its status is asked of, then the output is not read', () => {
    const document = {
      status: 'completed',
      attempts: 1,
      get output(): unknown {
        throw new Error('read from the store');
      },
    } as const;
    expect(evaluate('{{ any.status }}', { ...scope, step: () => document })).toEqual({ value: 'completed' });
  });

  it('given a constant, when it is evaluated twice and changed, then the next value is whole', () => {
    const constant = template({ list: [1], text: '\\{{' });
    expect(constant.isConstant).toBe(true);
    (constant.evaluate(scope) as { list: number[] }).list.push(2);
    expect(constant.evaluate(scope)).toEqual({ list: [1], text: '{{' });
    expect(template(undefined).evaluate(scope)).toEqual({});
    expect(template(null).evaluate(scope)).toEqual({});
  });

  it('given faults in several parameters, then all are told with their paths and offsets', () => {
    const compiled = compileParameters({
      a: 'x {{ 1 + }}',
      b: [{ c: '{{ "}}' }],
      d: '{{ s.matches("a") }}',
      e: '{{ ok }}',
    });
    expect(compiled).toMatchObject({
      ok: false,
      faults: [
        { code: 'expression_syntax', path: ['a'], offset: 9 },
        { code: 'expression_syntax', path: ['b', 0, 'c'], offset: 3 },
        { code: 'refused_function', path: ['d'], offset: 4 },
      ],
    });
  });

  it('given references, then each says where it stands', () => {
    const { references, expressions } = template({ a: 'x {{ path }} {{ analyze.output.score }}', b: 1 });
    expect(references).toMatchObject([
      { path: ['a'], offset: 5, reference: { name: 'path' } },
      { path: ['a'], offset: 16, reference: { name: 'analyze', path: ['output', 'score'] } },
    ]);
    expect(expressions).toEqual([['a']]);
    expect(template({ a: 'x {{ path }}', b: [1, '{{ path }}'] }).literals()).toEqual({
      a: undefined,
      b: [1, undefined],
    });
  });

  it.each([
    ['a getter', Object.defineProperty({}, 'a', { get: () => expect.fail('it ran'), enumerable: true })],
    ['a function', { a: () => 1 }],
    ['an instance', { a: new Date() }],
    ['NaN', { a: Number.NaN }],
  ])('given %s, then it is refused', (_kind, parameters) => {
    expect(compileParameters(parameters)).toMatchObject({ ok: false, faults: [{ code: 'not_json' }] });
  });

  it('given a value nested deeper than 64 levels, then it is refused where it gets too deep', () => {
    let value: unknown = '{{ path }}';
    for (let depth = 0; depth < 70; depth++) value = [value];
    expect(compileParameters({ value })).toMatchObject({ ok: false, faults: [{ code: 'too_deep' }] });
  });

  it('given any JSON whose texts are written as literals, when it is evaluated, then it is the same', () => {
    const written = (value: unknown): unknown => {
      if (typeof value === 'string') return templateLiteral(value);
      if (Array.isArray(value)) return value.map(written);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, written(member)]));
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const normal = JSON.parse(JSON.stringify(value));
        expect(evaluate(written(normal))).toEqual({ value: normal });
      }),
    );
  });

  it('given any JSON as an output, when it is referred to, then it arrives the same and unshared', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const output = JSON.parse(JSON.stringify(value));
        const within: EvaluationScope = {
          ...scope,
          step: () => ({ status: 'completed', output: { output }, attempts: 1 }),
        };
        const given = template({ value: '{{ any.output.output }}' }).evaluate(within) as { value: unknown };
        expect(JSON.stringify(given.value)).toBe(JSON.stringify(output));
        if (typeof output === 'object' && output !== null) expect(given.value).not.toBe(output);
        const through = template({ value: '{{ [any.output.output][0] }}' }).evaluate(within);
        expect(through).toEqual({ value: output });
      }),
    );
  });

  it('given references written in TypeScript, when they are evaluated, then they are the values', () => {
    const run = defineAction({
      title: 'run',
      input: z.strictObject({ command: z.array(z.string()), note: z.string().optional() }),
      output: z.strictObject({ lines: z.array(z.string()) }),
      effects: [],
      idempotent: true,
      run: () => ({ lines: [] }),
    });
    const shell = definePlugin({
      module: 'shell',
      version: '1.0.0',
      description: '',
      entry: import.meta.url,
      actions: { run },
    });
    const definition = defineWorkflow({ name: 'w', parameters: z.object({ path: z.string() }) }, (workflow) => {
      const first = workflow.step('any-name', shell.actions.run, { command: ['ls', workflow.parameters.path] });
      workflow.step('b', shell.actions.run, {
        command: ['echo', first.output.lines[0]!],
        note: text`in ${workflow.parameters.path}: {{`,
      });
    });
    const within: EvaluationScope = {
      ...scope,
      step: () => ({ status: 'completed', output: { lines: ['x'] }, attempts: 1 }),
    };
    expect(definition.steps.map((step) => template(step.parameters).evaluate(within))).toEqual([
      { command: ['ls', 'src'] },
      { command: ['echo', 'x'], note: 'in src: {{' },
    ]);
  });
});
