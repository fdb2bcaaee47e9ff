import {
  type JsonObject,
  namePattern,
  type Problem,
  type TaskDefinition,
  taskSchema,
  whyNotJson,
} from '@codomyrmex/core';
import type * as z from 'zod';
import { problemsOf } from '../definition/fault.ts';
import { jsonSchemaOf } from '../definition/json-schema-members.ts';
import { schemaFaults } from '../definition/schema-faults.ts';
import { writtenStep } from '../workflows/workflow-step.ts';
import type { TaskDraft } from './task.ts';

/** A task as its orchestrator keeps it: its step, under the name that it has in the run, and what the run does not need. */
export interface KeptTask {
  readonly id: string;
  readonly name: string;
  readonly step: TaskDefinition;
  /** Ids, as they were given. */
  readonly dependencies: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface TaskIdentity {
  readonly id: string;
  readonly name: string;
  /** The task's name in its run. */
  readonly key: string;
  readonly createdAt: number;
}

export type ReadTask =
  | { readonly ok: true; readonly task: KeptTask }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a draft by the rules of a workflow's step, all problems at once; actions and other tasks are not looked at. */
export function readTask(draft: TaskDraft, { id, name, key, createdAt }: TaskIdentity): ReadTask {
  const { tags = [], metadata = {}, dependencies = [] } = draft;
  const members = { ...stepMembers(draft), name: key, dependencies };
  const parsed = taskSchema.safeParse(draft.module === undefined ? writtenStep(members) : members);
  const problems = [...ownProblems(id, name, metadata), ...(parsed.success ? [] : stepProblems(parsed.error, members))];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, task: { id, name, step: parsed.data, dependencies, tags, metadata, createdAt } };
}

/** What is stored of a task beside its place in the graph. Snake case, like every stored form. */
export function writtenTask({ id, name, step, dependencies, tags, metadata, createdAt }: KeptTask): JsonObject {
  const task = { id, name, dependencies, tags, metadata, created_at: createdAt };
  // Checked to be plain JSON, and shared with what is kept in memory: nothing of it is ever changed.
  return { step, task } as unknown as JsonObject;
}

/** Members of a step, however much more a draft brings: a task that was looked at is a draft too. */
function stepMembers(draft: TaskDraft): Record<string, unknown> {
  const { module, action, description, parameters, timeout, maxRetries, retryDelay, priority, resources } = draft;
  return {
    action,
    ...(module !== undefined && module !== '' && { module }),
    ...(description !== undefined && description !== '' && { description }),
    ...(parameters !== undefined && { parameters }),
    ...(timeout !== undefined && { timeout }),
    ...(maxRetries !== undefined && { max_retries: maxRetries }),
    ...(retryDelay !== undefined && { retry_delay: retryDelay }),
    ...(priority !== undefined && { priority }),
    ...(resources !== undefined && { resources }),
  };
}

function ownProblems(id: string, name: string, metadata: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  if (!namePattern.test(id)) {
    const message = `"${id}" is no id: use letters, digits, ".", "_" and "-", at most 64 characters`;
    problems.push({ code: 'invalid_id', message, path: 'id' });
  }
  if (name.length > 200)
    problems.push({ code: 'invalid_name', message: 'a name has at most 200 characters', path: 'name' });
  const why = whyNotJson(metadata);
  if (why !== undefined) problems.push({ code: 'not_json', message: `metadata: ${why}`, path: 'metadata' });
  return problems;
}

function stepProblems(error: z.ZodError, members: unknown): readonly Problem[] {
  const check = { schema: () => jsonSchemaOf(taskSchema, 'input'), base: [], whole: 'the task' };
  return problemsOf(schemaFaults(error.issues, members, check), {});
}
