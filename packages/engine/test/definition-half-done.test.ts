import { describe, expect, it } from 'vitest';
import { checked } from './definition-checked.ts';

const call = 'module: shell, action: run, parameters: { command: x }';
const undoable = (name: string, more = ''): string => `{ name: ${name}, ${call}, compensate: { ${call} }${more} }`;
const plain = (name: string, more = ''): string => `{ name: ${name}, ${call}${more} }`;
const after = (...names: string[]): string => `, dependencies: [${names.join(', ')}]`;

interface Written {
  readonly outer?: string;
  readonly step?: string;
  readonly inner?: string;
  readonly steps?: readonly string[];
}

/** A workflow that is rolled back, whose step runs one with these steps. */
function warnings({
  outer = 'on_failure: rollback',
  step = '{ name: book, workflow: booking }',
  inner = 'on_failure: stop',
  steps = [undoable('x'), plain('y', after('x'))],
}: Written): readonly unknown[] {
  const text = `name: trip\n${outer}\nsteps:\n  - ${step}\nworkflows:\n  booking: { name: booking, ${inner}, steps: [${steps.join(', ')}] }\n`;
  return checked(text).warnings.map(({ code, path, line, column }) => `${line}:${column} ${code} ${path}`);
}

const told = ['4:29 half_done_workflow steps[0].workflow'];

describe('a workflow that runs another and is rolled back', () => {
  it('given one that is not rolled back by itself, then it is a warning that names the step, why, and what to write', () => {
    const text = `name: trip\non_failure: rollback\nsteps:\n  - name: book\n    workflow: booking\nworkflows:\n  booking: { name: booking, steps: [${undoable('x')}, ${plain('y')}] }\n`;
    expect(checked(text).warnings).toEqual([
      {
        code: 'half_done_workflow',
        message:
          '"book" can be left half done by a rollback: a workflow that fails or is cancelled while it goes on is undone only where it says "on_failure: rollback" itself, and "booking" does not',
        path: 'steps[0].workflow',
        suggestion:
          'write "on_failure: rollback" in the workflow "booking", or "compensate_steps: false" in the step where what it did may stay',
        file: 'wf.yaml',
        line: 5,
        column: 15,
      },
    ]);
  });

  it.each([
    ['a step for the end', `finally: [${plain('z')}]`],
    ['outputs that may have no value', 'outputs: { a: "{{ x.output }}" }'],
  ])('given one of a single step and %s, then that is told: it may fail when the step has completed', (_, inner) => {
    expect(warnings({ steps: [undoable('x')], inner })).toHaveLength(1);
  });

  it.each<[string, Written]>([
    ['one that is rolled back by itself', { inner: 'on_failure: rollback' }],
    ['one that runs it and is not rolled back', { outer: 'on_failure: stop' }],
    ['a step that says that it may stay', { step: '{ name: book, workflow: booking, compensate_steps: false }' }],
    ['one in which nothing undoes a step', { steps: [plain('x'), plain('y')] }],
    ['one of a single step', { steps: [undoable('x')] }],
    ['one whose last step alone can be undone', { steps: [plain('x'), plain('y'), undoable('z', after('x', 'y'))] }],
    [
      'one that runs when the rollback is over',
      { step: `${plain('a')}\nfinally:\n  - { name: book, workflow: booking }` },
    ],
  ])('given %s, then nothing is told', (_, written) => {
    expect(warnings(written)).toEqual([]);
  });

  it.each<[string, Written]>([
    ['steps side by side', { steps: [undoable('x'), undoable('y')] }],
    [
      'a last step that comes whatever became of the others',
      { steps: [plain('x'), undoable('y', `${after('x')}, run_on: always`)] },
    ],
    ['many items', { step: '{ name: book, workflow: booking, foreach: [1, 2] }' }],
    ['something of its own that undoes it', { step: `{ name: book, workflow: booking, compensate: { ${call} } }` }],
  ])('given %s, then it is told', (_, written) => {
    expect(warnings(written)).toEqual(told);
  });

  it('given workflows in each other, then each step whose workflow can be left half done is told, with where it is', () => {
    const inner = `name: inner, steps: [${undoable('x')}, ${plain('y')}]`;
    const outer = (more: string): string =>
      `name: w\non_failure: rollback\nsteps:\n  - { name: s, workflow: outer }\nworkflows:\n  outer: { name: outer, steps: [{ name: in, workflow: inner }${more}], workflows: { inner: { ${inner} } } }\n`;
    const placesOf = (text: string) => checked(text).warnings.map(({ code, path }) => `${code} ${path}`);
    const inside = 'half_done_workflow workflows.outer.steps[0].workflow';
    expect(placesOf(outer(''))).toEqual([inside]);
    expect(placesOf(outer(`, ${plain('z')}`))).toEqual(['half_done_workflow steps[0].workflow', inside]);
  });
});
