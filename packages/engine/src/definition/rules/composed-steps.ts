import type { MatrixDefinition, StepDefinition } from '@codomyrmex/core';
import type { DraftStep, Rule } from '../draft.ts';
import type { Fault } from '../fault.ts';
import { axesOf } from '../matrix.ts';
import { hasItems } from '../step-kind.ts';
import { writtenTime } from '../written-time.ts';

/** A step does one thing, and says of it only what that thing has. */
export const composedSteps: Rule = ({ steps }) => steps.flatMap(faultsOf);

type Key = keyof StepDefinition;

function faultsOf(step: DraftStep): readonly Fault[] {
  const { definition } = step;
  return [
    ...oneWork(step),
    ...misplaced(step),
    ...waiting(step),
    ...items(definition, step.base),
    ...undoneOtherwise(step),
  ];
}

function oneWork({ definition, base }: DraftStep): readonly Fault[] {
  const said = (['action', 'module', 'workflow', 'wait_for'] as const).filter((key) => definition[key] !== undefined);
  const isOne = said.every((key) => key === 'action' || key === 'module') || said.length === 1;
  if (isOne) return [];
  const message = `"${definition.name}" says ${said.join(', ')}, and a step does one thing`;
  return [{ code: 'several_works', message, path: base, suggestion: 'make a step of each' }];
}

/** Keys that mean nothing for what the step does, and why. */
function misplaced({ definition, does, base }: DraftStep): readonly Fault[] {
  const fault = (keys: readonly Key[], why: string): readonly Fault[] =>
    keys
      .filter((key) => definition[key] !== undefined)
      .map((key) => ({
        code: 'misplaced_key',
        message: `"${key}" of "${definition.name}": ${why}`,
        path: [...base, key],
      }));
  const many = hasItems(definition) ? [] : fault(['success'], 'only a step with foreach or matrix has items');
  switch (does.kind) {
    case 'action': {
      const limit = hasItems(definition) ? [] : fault(['max_parallel'], 'one action has nothing to do in parallel');
      const anew = definition.repeat === undefined ? [] : fault(['cache'], 'what is done again is done anew');
      return [
        ...many,
        ...limit,
        ...anew,
        ...fault(['deadline'], 'only a step that waits has one; see timeouts'),
        ...fault(['workspace'], 'only a step that runs a workflow has one'),
        ...fault(['compensate_steps'], 'only a step that runs a workflow has steps in it'),
      ];
    }
    case 'workflow': {
      const inside = fault(
        ['resources', 'isolation', 'limits', 'cache'],
        `this belongs to the steps of the workflow "${does.workflow}"`,
      );
      return [...many, ...inside, ...fault(['deadline'], 'only a step that waits has one; see timeout')];
    }
    case 'undo':
      return [];
    case 'wait':
      return [
        ...many,
        ...(hasItems(definition) ? [] : fault(['max_parallel'], 'a wait takes no slot')),
        ...fault(
          [
            'parameters',
            'workspace',
            'compensate_steps',
            'resources',
            'isolation',
            'limits',
            'cache',
            'retry',
            'repeat',
            'timeout',
            'timeouts',
          ],
          'a wait has none; see deadline',
        ),
      ];
  }
}

function waiting({ does, definition, base }: DraftStep): readonly Fault[] {
  if (does.kind !== 'wait') return [];
  const said = (['seconds', 'until', 'signal', 'approval'] as const).filter((key) => does.wait[key] !== undefined);
  const path = [...base, 'wait_for'];
  if (said.length !== 1) {
    const message = `"${definition.name}" waits for ${said.length === 0 ? 'nothing' : said.join(' and ')}`;
    return [{ code: 'not_one_wait', message, path, suggestion: 'write one of seconds, until, signal and approval' }];
  }
  const { until } = does.wait;
  if (until === undefined || until.includes('{{') || writtenTime(until) !== undefined) return [];
  return [
    {
      code: 'invalid_value',
      message: `"until" is no time: "${until}"`,
      path: [...path, 'until'],
      suggestion: 'write one like 2026-12-01T00:00:00Z',
    },
  ];
}

/** Steps of a workflow that are not undone one by one, although the step says so. */
function undoneOtherwise({ definition, does, base }: DraftStep): readonly Fault[] {
  const { name, compensate, compensate_steps: ofSteps, repeat } = definition;
  if (does.kind !== 'workflow' || ofSteps !== true) return [];
  const isOne = !hasItems(definition) && repeat === undefined;
  if (isOne && compensate === undefined) return [];
  const why = isOne ? 'its own compensate undoes it' : 'many items or rounds are undone as one, by its own compensate';
  const message = `"compensate_steps" of "${name}": ${why}`;
  return [{ code: 'misplaced_key', message, path: [...base, 'compensate_steps'], suggestion: 'leave it out' }];
}

/** An entry with a name that no combination has takes none out. */
function unfitting(matrix: MatrixDefinition, path: Fault['path']): readonly Fault[] {
  const axes = axesOf(matrix);
  return (matrix.exclude ?? []).flatMap((out, index) =>
    Object.keys(out).flatMap((key) => {
      if (axes.length === 0 || axes.includes(key)) return [];
      const message = `"exclude" names "${key}", which the matrix has no values of: it has ${axes.join(', ')}`;
      return [{ code: 'unknown_reference', message, path: [...path, index, key] }];
    }),
  );
}

function items(definition: StepDefinition, base: Fault['path']): readonly Fault[] {
  const { name, foreach, matrix, success } = definition;
  const faults: Fault[] = [];
  if (foreach !== undefined && matrix !== undefined) {
    faults.push({
      code: 'several_lists',
      message: `"${name}" says foreach and matrix: it is one or the other`,
      path: base,
    });
  }
  if (typeof foreach === 'string' && !/^\s*\{\{[\s\S]*\}\}\s*$/.test(foreach)) {
    const path = [...base, 'foreach'];
    faults.push({
      code: 'not_a_list',
      message: '"foreach" is a list, or an expression that gives one',
      path,
      suggestion: 'write foreach: "{{ … }}" or foreach: [a, b]',
    });
  }
  if (matrix !== undefined && axesOf(matrix).length === 0 && (matrix.include ?? []).length === 0) {
    faults.push({ code: 'empty_matrix', message: `the matrix of "${name}" has no values`, path: [...base, 'matrix'] });
  }
  if (matrix !== undefined) faults.push(...unfitting(matrix, [...base, 'matrix', 'exclude']));
  if (success !== undefined && (success.min === undefined) === (success.tolerance === undefined)) {
    const path = [...base, 'success'];
    faults.push({ code: 'not_one_rule', message: '"success" is either min or tolerance', path });
  }
  return faults;
}
