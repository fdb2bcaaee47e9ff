import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DefinitionError, defineAction, definePlugin, defineWorkflow, text } from '../src/index.ts';

const list = defineAction({
  title: 'Lists files',
  input: z.object({ path: z.string(), deep: z.boolean().default(false) }),
  output: z.object({ files: z.array(z.object({ name: z.string(), bytes: z.number() })), 'odd name': z.string() }),
  effects: ['fs:read'],
  idempotent: true,
  run: () => ({ files: [], 'odd name': '' }),
});

const draw = defineAction({
  title: 'Draws',
  input: z.object({ values: z.array(z.object({ name: z.string(), bytes: z.number() })), title: z.string() }),
  output: z.object({ svg: z.string() }),
  effects: [],
  idempotent: true,
  run: () => ({ svg: '' }),
});

const { actions } = definePlugin({
  module: 'files',
  version: '1.0.0',
  description: 'files',
  entry: import.meta.url,
  actions: { list, draw },
});

describe('defineWorkflow', () => {
  it('given typed steps, then the definition is the data that a YAML file would give', () => {
    const workflow = defineWorkflow(
      { name: 'sizes', maxParallel: 2, parameters: z.object({ path: z.string().default('.'), limit: z.number() }) },
      ({ step, parameters }) => {
        const listed = step('list-files', actions.list, { path: parameters.path });
        step(
          'draw',
          actions.draw,
          { values: listed.output.files, title: text`{{ a }} of ${parameters.path}, {{ literally }}` },
          {
            maxRetries: 0,
            after: [listed],
            priority: 'high',
            isolation: 'process',
            limits: { memoryMb: 256, enforce: true },
          },
        );
      },
    );
    expect(workflow).toMatchObject({
      name: 'sizes',
      max_parallel: 2,
      parameters: {
        path: { type: 'string', default: '.', required: false },
        limit: { type: 'number', required: true },
      },
      steps: [
        {
          name: 'list-files',
          module: 'files',
          action: 'list',
          parameters: { path: '{{ params.path }}' },
          max_retries: 3,
        },
        {
          name: 'draw',
          action: 'draw',
          parameters: {
            values: '{{ steps["list-files"].output.files }}',
            title: '\\{{ a }} of {{ params.path }}, \\{{ literally }}',
          },
          dependencies: ['list-files'],
          max_retries: 0,
          priority: 'high',
          isolation: 'process',
          limits: { memory_mb: 256, enforce: true },
        },
      ],
    });
  });

  it('given names that are no names, then every problem is told at once', () => {
    const define = () =>
      defineWorkflow({ name: '../x' }, ({ step }) => {
        step('a b', actions.list, { path: '.' }, { maxRetries: -1 });
      });
    expect(define).toThrow(DefinitionError);
    try {
      define();
    } catch (error) {
      const problems = error instanceof DefinitionError ? error.problems.map((problem) => problem.path) : [];
      expect(problems).toEqual(['name', 'steps[0].name', 'steps[0].max_retries']);
    }
  });

  it('given a member with an odd name or an index, then the reference is written as an expression that reaches it', () => {
    const workflow = defineWorkflow({ name: 'w' }, ({ step }) => {
      const listed = step('a', actions.list, { path: '.' });
      step('b', actions.draw, { values: [], title: listed.output['odd name'] });
      step('c', actions.draw, { values: [], title: text`${listed.output.files[0]!.name}` });
    });
    expect(workflow.steps[1]?.parameters?.title).toBe('{{ steps.a.output["odd name"] }}');
    expect(workflow.steps[2]?.parameters?.title).toBe('{{ steps.a.output.files[0].name }}');
  });
});

describe('definePlugin', () => {
  it('given an action, then its address is known to the compiler and at run time', () => {
    const address: 'files.list' = actions.list.id;
    expect(address).toBe('files.list');
  });

  it('given a name that is not snake_case, then the plugin is refused with the name, and with the nearest that is one', () => {
    const define = (module: string, name: string) => () =>
      definePlugin({ module, version: '1', description: '', entry: '', actions: { [name]: list } });
    expect(define('MyFiles', 'list')).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('the module "MyFiles" is not a name'),
        suggestions: ['such as "my_files"'],
      }),
    );
    expect(define('files', '1')).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('the action "1" of plugin files is not a name'),
        suggestions: [],
      }),
    );
  });
});
