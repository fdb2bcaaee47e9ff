import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { condition, defineAction, definePlugin, defineWorkflow } from '../src/index.ts';

const measure = defineAction({
  title: 'Measures',
  input: z.object({ path: z.string(), place: z.number().optional() }),
  output: z.object({ bytes: z.number(), done: z.boolean() }),
  effects: [],
  idempotent: true,
  run: () => ({ bytes: 0, done: true }),
});
const { actions } = definePlugin({
  module: 'files',
  version: '1.0.0',
  description: 'files',
  entry: import.meta.url,
  actions: { measure },
});

describe('steps that are more than one action', () => {
  it('given items, a matrix, waits, rounds and a workflow, then the definition is the data that a YAML file would give', () => {
    const inner = defineWorkflow({ name: 'inner' }, ({ step }) => {
      step('m', actions.measure, { path: '.' });
    });
    const workflow = defineWorkflow({ name: 'all' }, ({ step, each, matrix, wait, workflow: run, outputs }) => {
      const sizes = each(
        'sizes',
        actions.measure,
        { items: ['a', 'b'], maxParallel: 3, success: { tolerance: 0.1 } },
        (path, place) => ({ path, place }),
      );
      const every = matrix(
        'every',
        actions.measure,
        { axes: { os: ['x', 'y'], n: [1, 2] }, exclude: [{ os: 'x', n: 2 }], success: { min: 2 } },
        ({ os, n }) => ({ path: os, place: n }),
      );
      const go = wait('go', { signal: 'go' }, { deadline: 60, after: [sizes, every] });
      const ship = wait('ship', { approval: { prompt: 'ship?', form: z.object({ why: z.string() }) } });
      wait('rest', { seconds: 5 });
      step(
        'poll',
        actions.measure,
        { path: ship.output.data.why },
        {
          after: [go],
          repeat: { until: (output) => condition`${output}.done`, max: 5, delay: 2 },
        },
      );
      const sub = run('sub', inner, { path: sizes.output[0]?.bytes }, { maxParallel: 2, compensateSteps: false });
      run('named', 'other');
      outputs({ first: sub.output.m });
    });
    expect(workflow.steps).toMatchObject([
      {
        name: 'sizes',
        module: 'files',
        action: 'measure',
        foreach: ['a', 'b'],
        parameters: { path: '{{ item }}', place: '{{ index }}' },
        max_parallel: 3,
        success: { tolerance: 0.1 },
      },
      {
        name: 'every',
        matrix: { os: ['x', 'y'], n: [1, 2], exclude: [{ os: 'x', n: 2 }] },
        parameters: { path: '{{ matrix.os }}', place: '{{ matrix.n }}' },
        success: { min: 2 },
      },
      { name: 'go', wait_for: { signal: 'go' }, deadline: 60, dependencies: ['sizes', 'every'] },
      { name: 'ship', wait_for: { approval: { prompt: 'ship?', form: { why: { type: 'string', required: true } } } } },
      { name: 'rest', wait_for: { seconds: 5 } },
      {
        name: 'poll',
        parameters: { path: '{{ steps.ship.output.data.why }}' },
        repeat: { until: '{{ output.done }}', max: 5, delay: 2 },
      },
      {
        name: 'sub',
        workflow: 'inner',
        parameters: { path: '{{ steps.sizes.output[0].bytes }}' },
        max_parallel: 2,
        compensate_steps: false,
      },
      { name: 'named', workflow: 'other' },
    ]);
    expect(workflow.outputs).toEqual({ first: '{{ steps.sub.output.m }}' });
    expect(workflow.workflows).toEqual({ inner });
  });
});
