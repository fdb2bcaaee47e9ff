import { defineAction, definePlugin } from '@codomyrmex/core';
import { createTestEngine } from '@codomyrmex/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const base = { title: 'For checks', effects: [], idempotent: true } as const;
const asked = z.strictObject({ name: z.string() });
const made = z.strictObject({ place: z.string() });

/** A plugin that notes what it does. */
function registry() {
  const done: string[] = [];
  const add = defineAction({
    ...base,
    input: asked,
    output: made,
    compensate: 'take_back',
    run: (_context, { name }) => {
      done.push(`add ${name}`);
      return { place: `at ${name}` };
    },
  });
  const takeBack = defineAction({
    ...base,
    input: z.strictObject({ input: asked, output: made }),
    output: z.null(),
    run: (_context, { input, output }) => {
      done.push(`take back ${input.name} ${output.place}`);
      return null;
    },
  });
  const fail = defineAction({
    ...base,
    input: z.strictObject({}),
    output: z.null(),
    run: () => {
      throw new Error('no');
    },
  });
  const plugin = definePlugin({
    module: 'registry',
    version: '0.0.0',
    description: 'For checks.',
    entry: import.meta.url,
    actions: { add, take_back: takeBack, fail },
  });
  return { plugin, done };
}

const step = (name: string, action: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name,
  module: 'registry',
  action,
  max_retries: 0,
  ...more,
});

const workflow = (onFailure: string, ...steps: readonly unknown[]) => ({
  name: 'w',
  on_failure: onFailure,
  steps: [...steps, step('last', 'fail', { dependencies: ['b-2'] })],
});

const first = step('a', 'add', { parameters: { name: 'one' } });

describe('an action that names what undoes it', () => {
  it('given a rollback, then it is undone in reverse order with what it was given and what it gave', async () => {
    const { plugin, done } = registry();
    await using engine = await createTestEngine({ plugins: [plugin] });
    const second = step('b-2', 'add', { parameters: { name: '{{ a.output.place }}!' }, dependencies: ['a'] });
    const { status, results } = await engine.run(workflow('rollback', first, second));
    expect(status).toBe('failed');
    expect(done).toEqual(['add one', 'add at one!', 'take back at one! at at one!', 'take back one at one']);
    expect(results['a.compensate']).toMatchObject({ status: 'completed', output: null });
  });

  it('given a compensation of the step itself, then that one counts', async () => {
    const { plugin, done } = registry();
    await using engine = await createTestEngine({ plugins: [plugin] });
    const compensate = { module: 'registry', action: 'add', parameters: { name: 'instead' } };
    const second = step('b-2', 'add', { parameters: { name: 'two' }, dependencies: ['a'], compensate });
    await engine.run(workflow('rollback', first, second));
    expect(done).toEqual(['add one', 'add two', 'add instead', 'take back one at one']);
  });

  it.each(['stop', 'continue'])(
    'given a run that is not rolled back (%s), then nothing is undone',
    async (onFailure) => {
      const { plugin, done } = registry();
      await using engine = await createTestEngine({ plugins: [plugin] });
      const { results } = await engine.run(workflow(onFailure, { ...first, name: 'b-2' }));
      expect(done).toEqual(['add one']);
      expect(Object.keys(results)).toEqual(['b-2', 'last']);
    },
  );

  it('given a step of many items, then it is left to the workflow', async () => {
    const { plugin, done } = registry();
    await using engine = await createTestEngine({ plugins: [plugin] });
    const many = step('b-2', 'add', { foreach: ['x', 'y'], parameters: { name: '{{ item }}' } });
    const { results } = await engine.run(workflow('rollback', many));
    expect(done.toSorted()).toEqual(['add x', 'add y']);
    expect(Object.keys(results)).toEqual(['b-2', 'last']);
  });

  it('given a workflow as a step that is rolled back itself, then its steps are undone so too', async () => {
    const { plugin, done } = registry();
    await using engine = await createTestEngine({ plugins: [plugin] });
    const inner = workflow('rollback', { ...first, name: 'b-2' });
    const { status, results } = await engine.run({
      name: 'outer',
      steps: [{ name: 'all', workflow: 'inner', max_retries: 0 }],
      workflows: { inner },
    });
    expect([status, results.all?.status]).toEqual(['failed', 'failed']);
    expect(done).toEqual(['add one', 'take back one at one']);
  });

  it('given a workflow as a step of a run that is rolled back, then its steps are undone so too, whatever it says itself', async () => {
    const { plugin, done } = registry();
    await using engine = await createTestEngine({ plugins: [plugin] });
    const inner = {
      name: 'inner',
      steps: [first, step('b', 'add', { parameters: { name: 'two' }, dependencies: ['a'] })],
    };
    const { results } = await engine.run({
      name: 'outer',
      on_failure: 'rollback',
      steps: [{ name: 'all', workflow: 'inner' }, step('last', 'fail', { dependencies: ['all'] })],
      workflows: { inner },
    });
    expect(done).toEqual(['add one', 'add two', 'take back two at two', 'take back one at one']);
    expect(results['all.compensate']?.status).toBe('completed');
  });

  it('given a name that is no action of the plugin, then the plugin is refused', () => {
    const add = defineAction({ ...base, input: asked, output: made, compensate: 'gone', run: () => ({ place: '' }) });
    const define = () =>
      definePlugin({ module: 'registry', version: '0.0.0', description: 'd', entry: 'file:///x.js', actions: { add } });
    expect(define).toThrow('action registry.add is undone by "gone", which is no action of its plugin');
  });
});
