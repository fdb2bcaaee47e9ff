import type { Action, TaskStatus } from '@codomyrmex/core';
import { actionOf, type Draft, type DraftStep } from './draft.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema-members.ts';
import { parameterType } from './parameter-type.ts';
import { hasItems } from './step-kind.ts';

const documents = new WeakMap<Action, JsonSchema>();

/** What expressions see of a step, as a JSON Schema; made once for each action. */
export function documentSchema(step: DraftStep, draft: Draft): JsonSchema {
  const action = actionOf(step);
  if (action === undefined || hasItems(step.definition)) return document(outputSchema(step, draft));
  const schema = documents.get(action) ?? document(jsonSchemaOf(action.output, 'output'));
  documents.set(action, schema);
  return schema;
}

/** What a step leaves when it is done. */
function outputSchema(step: DraftStep, draft: Draft): JsonSchema {
  const one = workSchema(step, draft);
  // An item that failed has left null.
  return hasItems(step.definition) ? { type: 'array', items: { anyOf: [one, { type: 'null' }] } } : one;
}

/** What a step's work gives, each time that it is done. */
function workSchema(step: DraftStep, draft: Draft): JsonSchema {
  const { does } = step;
  switch (does.kind) {
    case 'action': {
      const action = actionOf(step);
      return action === undefined ? true : jsonSchemaOf(action.output, 'output');
    }
    case 'workflow':
      return workflowSchema(does.workflow, draft);
    case 'undo':
      return true;
    case 'wait':
      return waitSchema(does.wait);
  }
}

function workflowSchema(name: string, { inner }: Draft): JsonSchema {
  const found = inner.get(name);
  if (found === undefined) return true;
  const { outputs, steps } = found.ok ? found.workflow.definition : found.definition;
  const members = outputs === undefined ? steps.map((step) => step.name) : Object.keys(outputs);
  return object(Object.fromEntries(members.map((member) => [member, true])));
}

function waitSchema({ signal, approval }: Extract<DraftStep['does'], { kind: 'wait' }>['wait']): JsonSchema {
  if (signal !== undefined) return object({ signal: { type: 'string' }, data: true });
  if (approval === undefined) return object({ until: { type: 'string' } });
  const fields = Object.entries(approval.form ?? {}).map(([name, field]): [string, JsonSchema] => {
    const result = parameterType(field, []);
    return [name, result.ok ? result.type.schema : true];
  });
  return object({ approved: { type: 'boolean' }, data: object(Object.fromEntries(fields)) });
}

/** Where a step can stand that has settled: nothing is read of others. */
const settled = ['completed', 'failed', 'cancelled', 'skipped'] as const satisfies readonly TaskStatus[];
const textOrNull: JsonSchema = { type: ['string', 'null'] };

function document(output: JsonSchema): JsonSchema {
  return object({
    status: { type: 'string', enum: settled },
    output,
    error: textOrNull,
    attempts: { type: 'integer' },
  });
}

const object = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  additionalProperties: false,
});
