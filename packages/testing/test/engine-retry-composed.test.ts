import { innerRunId, runId } from '@codomyrmex/core';
import { continuations, definitionFrom } from '@codomyrmex/engine';
import { expect, it } from 'vitest';
import { begin, called, run, step, world } from './run-world.ts';

const value = (text: unknown) => ({ parameters: { value: text } });

it('given steps of items, of a workflow and of rounds that completed, then they are carried over whole, and what reads a changed parameter in any of its texts runs again', async () => {
  const given = world();
  const { name: _, ...work } = step('x', [], value('{{ item }}'));
  const workflows = { inner: { name: 'inner', steps: [step('deep')] } };
  const steps = [
    { ...work, name: 'items', foreach: '{{ list }}' },
    { name: 'nested', workflow: 'inner' },
    { ...step('rounds', [], value('{{ index }}')), repeat: { until: '{{ index >= limit }}', max: 5 } },
    step('last', ['nested'], value('{{ items.output }}')),
  ];
  const more = { workflows, parameters: { list: { default: [1, 2] }, limit: { default: 1 } } };
  const first = await run(given, steps, more);
  expect(first.status).toBe('completed');
  const retried = async (options: object) => {
    const before = called(given).length;
    const live = await given.orchestrator.retry(first.execution_id, options);
    await given.clock.runUntil(live.ended);
    const { status, results } = await given.orchestrator.document(live.id);
    expect(status).toBe('completed');
    return { ran: called(given).slice(before), results };
  };
  const fromLast = await retried({ from: 'last' });
  expect(fromLast.ran).toEqual(['last']);
  expect(fromLast.results).toMatchObject({
    items: { carried: true, output: first.results.items?.output },
    nested: { carried: true, output: first.results.nested?.output },
  });
  expect((await retried({ parameters: { limit: 2 } })).ran.filter((name) => name !== 'rounds')).toEqual([]);
  expect((await retried({ parameters: { list: [3] } })).ran).toHaveLength(2);
  expect((await retried({ from: 'nested' })).ran).toEqual(['deep', 'last']);
  expect((await retried({ outputs: { items: [] } })).ran).toEqual(['last']);
  expect((await retried({ outputs: { items: [null, { task: 'items', value: 'mine' }] } })).ran).toEqual(['last']);
  for (const items of [{}, 5, [{ task: 1 }]]) {
    await expect(retried({ outputs: { items } })).rejects.toMatchObject({ code: 'INVALID_OUTPUT' });
  }
  const inside = innerRunId(runId(first.execution_id), 'nested', 1);
  await expect(given.orchestrator.retry(inside)).rejects.toMatchObject({ code: 'RUN_IN_RUN' });
});

it('given a run in flight whose step was a workflow, then a change of that workflow is a change of the step', async () => {
  const given = world({ ending: (task) => (task === 'last' ? 'never ends' : 'succeeds') });
  const workflows = (text: string) => ({
    workflows: { inner: { name: 'inner', steps: [step('deep', [], value(text))] } },
  });
  const steps = [{ name: 'nested', workflow: 'inner' }, step('last', ['nested'])];
  await begin(given, steps, workflows('one'));
  await given.clock.advance(5_000);
  const against = async (text: string) => {
    const workflow = await given.orchestrator.check(definitionFrom({ name: 'w', steps, ...workflows(text) }, 'w'));
    return continuations(given.orchestrator.runtime, workflow);
  };
  expect(await against('one')).toMatchObject([{ can_continue: true, changed: [] }]);
  expect(await against('two')).toMatchObject([
    { can_continue: false, reasons: ['"nested" completed, and its workflow changed'] },
  ]);
});
