import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOrchestrationError } from '@codomyrmex/core';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { changeWorkflow, storeWorkflow } from '../src/workflows/store-workflow.ts';
import { WorkflowFiles } from '../src/workflows/workflow-files.ts';
import { Workflows } from '../src/workflows/workflows.ts';

const SEED = process.env.FC_SEED === 'random' ? {} : { seed: 11 };
const clock = { now: () => 0, after: () => () => undefined };
const given = (name: string, action: string) => ({ name, steps: [{ name: 's', module: 'm', action }] });

interface Kept {
  readonly action: string;
  readonly isSaved: boolean;
}

/** What there should be: names in any case are one name. */
class Model {
  readonly kept = new Map<string, Kept>();

  twin(name: string): string | undefined {
    return [...this.kept].find(
      ([one, { isSaved }]) => (isSaved ? one.toLowerCase() : one) === (isSaved ? name.toLowerCase() : name),
    )?.[0];
  }
}

const operation = fc.record({
  kind: fc.constantFrom('create', 'keep', 'change', 'delete', 'read'),
  name: fc.constantFrom('a', 'b', 'A', 'con'),
  action: fc.constantFrom('x', 'y', 'z'),
});

it('given any creating, keeping, changing and deleting, then what is listed and read is what a map would hold', async () => {
  const root = await mkdtemp(join(tmpdir(), 'codomyrmex-model-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  let made = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      const folder = join(root, String(made++));
      const workflows = new Workflows(new WorkflowFiles(folder), clock);
      const model = new Model();
      for (const one of operations) {
        expect(await outcome(workflows, one)).toBe(expected(model, one));
      }
      expect((await workflows.list()).map(({ name, file }) => [name, file !== undefined])).toEqual(
        [...model.kept].map(([name, { isSaved }]) => [name, isSaved]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      );
      const files = await readdir(folder).catch(() => []);
      expect(files.length).toBe([...model.kept.values()].filter(({ isSaved }) => isSaved).length);
    }),
    { ...SEED, numRuns: Number(process.env.FC_RUNS ?? 40) },
  );
});

type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

async function outcome(workflows: Workflows, { kind, name, action }: Operation): Promise<string> {
  try {
    switch (kind) {
      case 'create':
      case 'keep':
        return await storeWorkflow(workflows, given(name, action), kind === 'create');
      case 'change':
        await changeWorkflow(workflows, name, { steps: given(name, action).steps });
        return name;
      case 'delete':
        await workflows.delete(name);
        return name;
      case 'read':
        return JSON.parse((await workflows.read(name)).text).steps[0].action;
    }
  } catch (error) {
    return isOrchestrationError(error) ? error.code : String(error);
  }
}

function expected(model: Model, { kind, name, action }: Operation): string {
  const there = model.kept.get(name);
  switch (kind) {
    case 'create':
    case 'keep':
      if (name === 'con') return 'INVALID_PARAMETERS';
      if (there !== undefined || model.twin(name) !== undefined) return 'WORKFLOW_EXISTS';
      model.kept.set(name, { action, isSaved: kind === 'create' });
      return name;
    case 'change':
      if (there === undefined) return 'WORKFLOW_NOT_FOUND';
      model.kept.set(name, { ...there, action });
      return name;
    case 'delete':
      return model.kept.delete(name) ? name : 'WORKFLOW_NOT_FOUND';
    case 'read':
      return there?.action ?? 'WORKFLOW_NOT_FOUND';
  }
}
