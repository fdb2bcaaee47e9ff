import { isOrchestrationError, workflowDefinitionSchema } from '@codomyrmex/core';
import { definitionFrom, parseWorkflow, readSource } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { acting, composed, run } from './acting.ts';

/** A step with the keys that the Python system writes, in its order. */
const written = (name: string, address: readonly [module: string, action: string], more: object = {}) => ({
  name,
  module: address[0],
  action: address[1],
  parameters: {},
  dependencies: [],
  timeout: null,
  retry_count: 0,
  max_retries: 3,
  ...more,
});

// Files in the manner of the Python system: its keys and figures, in words of ours.
const files: Readonly<Record<string, { readonly name: string; readonly steps: readonly object[] }>> = {
  plain: {
    name: 'tidy',
    steps: [
      written('look', ['static_analysis', 'analyze_code_quality'], { parameters: { path: '.' } }),
      written('draw', ['data_visualization', 'create_bar_chart'], {
        parameters: { data: '{{look.output}}', title: 'what was found' },
        dependencies: ['look'],
        timeout: 120,
        retry_count: 2,
        max_retries: 0,
      }),
    ],
  },
  'least that its loader takes': { name: 'least', steps: [{ name: 'only', module: 'm', action: 'a' }] },
  'command line template ai-analysis': {
    name: 'mine',
    steps: [
      { name: 'analyze_code', module: 'static_analysis', action: 'analyze_code_quality', parameters: { path: '.' } },
      {
        name: 'generate_insights',
        module: 'ai_code_editing',
        action: 'generate_code_insights',
        parameters: { analysis_data: '{{analyze_code.output}}' },
      },
      {
        name: 'create_visualization',
        module: 'data_visualization',
        action: 'create_analysis_chart',
        parameters: { data: '{{generate_insights.output}}' },
      },
    ],
  },
  'command line template build-and-test': {
    name: 'build',
    steps: [
      written('check_environment', ['environment_setup', 'check_environment']),
      written('run_tests', ['code', 'run_tests'], {
        parameters: { test_path: 'tests/' },
        dependencies: ['check_environment'],
      }),
      written('build_project', ['build_synthesis', 'orchestrate_build_pipeline'], { dependencies: ['run_tests'] }),
    ],
  },
  'global parameters that it declares nowhere': {
    name: 'globals',
    steps: [written('load', ['m', 'a'], { parameters: { path: '{{input_path}}', format: '{{ output_format }}' } })],
  },
};

const complex = {
  name: 'wide',
  steps: ['load', 'left', 'right', 'join'].map((name) => ({ name, module: 'm', action: 'a', parameters: {} })),
  dependencies: { left: ['load'], right: ['load'], join: ['left', 'right'] },
  parallel_groups: [['left', 'right']],
};

const each = Object.entries(files);

describe('a workflow file of the Python system', () => {
  it.each(each)('given %s, then it is read with every key and value as it was', (_name, file) => {
    const source = readSource(JSON.stringify(file, null, 2), `${file.name}.json`);
    if (!source.ok) throw new Error(JSON.stringify(source.problems));
    const parsed = parseWorkflow(source.data, { file: `${file.name}.json`, places: source.places });
    expect(parsed).toMatchObject({ ok: true, warnings: [], definition: file });
  });

  it.each(each)('given %s, then it is the same after it was written and read again', (_name, file) => {
    const first = workflowDefinitionSchema.parse(file);
    const again = workflowDefinitionSchema.parse(JSON.parse(JSON.stringify(first, null, 2)));
    expect(again).toEqual(first);
    expect(again).toMatchObject(file);
  });

  it.each(each)('given %s, then nothing but modules that are not there is wrong with it', async (_name, file) => {
    const { orchestrator } = composed([]);
    const parameters = { input_path: './in', output_format: 'json' };
    const checked = await orchestrator
      .prepare(definitionFrom(file, file.name), { parameters, workspace: '/' })
      .catch((error: unknown) => error);
    const problems = isOrchestrationError(checked) ? checked.details.problems : undefined;
    expect(problems).toEqual(file.steps.map(() => expect.objectContaining({ code: 'unknown_module' })));
  });

  it('given the complex form, then dependencies of the map count and its groups are kept', async () => {
    const order: string[] = [];
    const given = composed([
      acting('m', {
        a: ({ task }) => {
          order.push(task);
          return null;
        },
      }),
    ]);
    const { dependencies, parallel_groups } = complex;
    const document = await run(given, complex.steps, { dependencies, parallel_groups });
    expect(document.status).toBe('completed');
    expect(order[0]).toBe('load');
    expect(order[3]).toBe('join');
  });

  it('given steps that refer to others without naming them as dependencies, then they wait for them', async () => {
    const order: string[] = [];
    const act = ({ task }: { readonly task: string }) => {
      order.push(task);
      return { from: task };
    };
    const given = composed([
      acting('static_analysis', { analyze_code_quality: act }),
      acting('ai_code_editing', { generate_code_insights: act }),
      acting('data_visualization', { create_analysis_chart: act }),
    ]);
    const document = await run(given, files['command line template ai-analysis']?.steps ?? []);
    expect(document.status).toBe('completed');
    expect(order).toEqual(['analyze_code', 'generate_insights', 'create_visualization']);
  });
});
