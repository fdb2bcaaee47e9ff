import * as z from 'zod';
import { cacheRuleSchema } from './cache-rule.ts';
import {
  foreachSchema,
  matrixSchema,
  parametersSchema,
  repeatSchema,
  successSchema,
  waitForSchema,
} from './composed-step.ts';
import { isolationSchema, limitsSchema } from './isolation-schema.ts';
import { retryDefaults } from './retry-defaults.ts';
import { MAX_SECONDS } from './seconds.ts';
import { orchestrationModes, resourceTypes, triggerRules } from './status.ts';
import { prioritySchema } from './word-schemas.ts';

// The written form: what people and other programs put into YAML and JSON files, and what is stored. Keys are snake_case.

/** Names that cannot leave a folder, stand in an expression as `steps["name"]`, and read the same on every file system. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const name = z
  .string()
  .regex(namePattern, 'use letters, digits, ".", "_" and "-", starting with a letter or digit, at most 64 characters');
const seconds = z.number().positive().max(MAX_SECONDS, 'at most 24 days');
const noDelayOrSeconds = z.number().min(0).max(MAX_SECONDS, 'at most 24 days');

export const accessModes = ['read', 'write', 'exclusive'] as const;
export type AccessMode = (typeof accessModes)[number];

export const resourceRequestSchema = z
  .strictObject({
    type: z.enum(resourceTypes).meta({ description: 'What kind of resource it is.' }),
    identifier: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Which one, where there are several of the type: the name of a lock, a resource id.' }),
    amount: z
      .union([z.number().positive(), z.record(z.string(), z.number().positive())])
      .optional()
      .meta({ description: 'How much, by unit ({ cores: 1 }), or a number of the type’s own unit.' }),
    mode: z.enum(accessModes).optional().meta({
      description: 'exclusive: nobody else meanwhile. read: side by side with other readers. write: as exclusive.',
    }),
    timeout: seconds.nullable().optional().meta({ description: 'Seconds that the step may wait for it.' }),
  })
  .meta({ description: 'Something that the step needs while it runs; all of its requests are granted together.' });
export type ResourceRequest = z.output<typeof resourceRequestSchema>;

const exitCode = z.int().min(1).max(255);

const retrySchema = z
  .strictObject({
    max: z
      .int()
      .min(0)
      .max(1_000)
      .optional()
      .meta({ description: 'Attempts after the first; max_retries unless given.' }),
    delay: noDelayOrSeconds
      .optional()
      .meta({ description: 'Seconds before the first retry; retry_delay unless given.' }),
    factor: z
      .number()
      .min(1)
      .max(100)
      .default(retryDefaults.factor)
      .meta({ description: 'Each further delay is so many times the one before.' }),
    cap: noDelayOrSeconds
      .default(retryDefaults.cap)
      .meta({ description: 'Seconds; no delay is longer, before jitter.' }),
    jitter: z
      .number()
      .min(0)
      .max(1)
      .default(retryDefaults.jitter)
      .meta({ description: '0.2 spreads a delay over 80 % to 120 % of itself.' }),
    on_codes: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({ description: 'Only failures with one of these codes, or of these exit codes, are tried again.' }),
    exit_codes: z
      .array(exitCode)
      .min(1)
      .optional()
      .meta({ description: 'Only commands that ended with one of these.' }),
    never: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({ description: 'Failures with these codes end the step.' }),
  })
  .meta({ description: 'When a failed attempt is made again.' });

const timeoutsSchema = z
  .strictObject({
    attempt: seconds.optional().meta({ description: 'Seconds for one attempt; the same as timeout.' }),
    total: seconds
      .optional()
      .meta({ description: 'Seconds from the beginning of the first attempt to the end of the last.' }),
    waiting: seconds
      .optional()
      .meta({ description: 'Seconds that a ready step may wait for a slot and its resources.' }),
  })
  .meta({ description: 'What takes longer fails with TIMEOUT_EXCEEDED, which says which of them it was.' });

const compensationSchema = z
  .strictObject({
    module: z.string().min(1).max(200).meta({ description: 'The plugin module, such as shell.' }),
    action: z.string().min(1).max(200).meta({ description: 'The action of that module, such as run.' }),
    parameters: z.record(z.string(), z.unknown()).nullable().optional().meta({
      description: 'What the action is given; expressions see what the step left.',
    }),
    timeout: seconds.nullable().optional().meta({ description: 'Seconds for one attempt.' }),
    max_retries: z.int().min(0).max(1_000).default(3).meta({ description: 'Attempts after the first.' }),
    retry_delay: noDelayOrSeconds
      .default(1)
      .meta({ description: 'Seconds before the first retry; doubles each time up to 60, with jitter.' }),
  })
  .meta({ description: 'What undoes the step when its run is rolled back; it sees what the step left.' });
export type CompensationDefinition = z.output<typeof compensationSchema>;

const actionStep = z.strictObject({
  name: name.meta({ description: 'How other steps, expressions and commands call it.' }),
  description: z.string().max(10_000).optional().meta({ description: 'For people.' }),
  module: z.string().min(1).max(200).meta({ description: 'The plugin module, such as shell.' }),
  action: z.string().min(1).max(200).meta({ description: 'The action of that module, such as run.' }),
  parameters: z.record(z.string(), z.unknown()).nullable().optional().meta({
    description: 'What the action is given; texts may hold {{ expressions }}.',
  }),
  dependencies: z
    .array(z.string())
    .nullable()
    .optional()
    .meta({ description: 'Steps to wait for, beside those that its expressions name.' }),
  timeout: seconds.nullable().optional().meta({ description: 'Seconds for one attempt.' }),
  max_retries: z.int().min(0).max(1_000).default(3).meta({ description: 'Attempts after the first; 3 unless given.' }),
  retry_delay: noDelayOrSeconds
    .default(1)
    .meta({ description: 'Seconds before the first retry; doubles each time up to 60, with jitter.' }),
  retry_count: z.int().min(0).optional().meta({ description: 'Written by the Python system; read and ignored.' }),
  priority: prioritySchema
    .default('normal')
    .meta({ description: 'Who goes first where not all can run at once; normal unless given.' }),
  resources: z
    .array(resourceRequestSchema)
    .max(64)
    .optional()
    .meta({ description: 'What it needs while it runs; all of it is granted together.' }),
  run_on: z.enum(triggerRules).default('success').meta({ description: 'What the step asks of its dependencies.' }),
  when: z
    .union([z.boolean(), z.string().min(1).max(10_000)])
    .optional()
    .meta({ description: 'An expression: where it is false when the step’s turn comes, the step is skipped.' }),
  required: z.boolean().optional().meta({
    description: 'true unless given. false: its failure neither fails the run nor skips the steps that wait for it.',
  }),
  retry: retrySchema.optional(),
  timeouts: timeoutsSchema.optional(),
  compensate: compensationSchema.optional(),
  isolation: isolationSchema.optional(),
  limits: limitsSchema.optional(),
  cache: z
    .union([z.literal(true), cacheRuleSchema])
    .optional()
    .meta({ description: 'Answers an equal step with its earlier result. true: by its parameters alone.' }),
});

const MAX_PARALLEL = 10_000;

/** A task on its own: a step that calls an action. */
export const taskSchema = actionStep.meta({ description: 'One task: an action with its parameters.' });
export type TaskDefinition = z.output<typeof taskSchema>;

/** Told beside whatever else is wrong with the step. */
function named(key: 'module' | 'action'): [(step: object) => boolean, z.core.$ZodCustomParams] {
  const isThere = (step: object): boolean =>
    ['workflow', 'wait_for', key].some((one) => Reflect.get(step, one) !== undefined);
  const when = ({ value }: z.core.ParsePayload): boolean => typeof value === 'object' && value !== null;
  return [isThere, { path: [key], params: { missing: 'a text' }, when }];
}

export const stepSchema = actionStep
  .extend({
    module: actionStep.shape.module.optional(),
    action: actionStep.shape.action.optional(),
    workflow: z.string().min(1).max(1_000).optional().meta({
      description: 'A workflow, by name or path, instead of module and action; parameters are its parameters.',
    }),
    workspace: z
      .string()
      .min(1)
      .max(4_096)
      .optional()
      .meta({ description: 'The folder that its workflow works on, from that of the run; the same one unless given.' }),
    compensate_steps: z.boolean().optional().meta({
      description:
        'Whether a rollback undoes what the steps of its workflow did; true unless given, where it has no compensate of its own.',
    }),
    wait_for: waitForSchema.optional(),
    deadline: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'Seconds after which a step that waits has failed.' }),
    foreach: foreachSchema.optional(),
    matrix: matrixSchema.optional(),
    max_parallel: z
      .int()
      .min(1)
      .max(MAX_PARALLEL)
      .optional()
      .meta({ description: 'Items of the step, or steps of its workflow, that may run at once.' }),
    success: successSchema.optional(),
    repeat: repeatSchema.optional(),
  })
  .refine(...named('module'))
  .refine(...named('action'))
  .meta({ description: 'One step: what it does, with which parameters, and what it waits for.' });
export type StepDefinition = z.output<typeof stepSchema>;

/** The largest definition that is read; a run of more tasks is made in code. */
export const MAX_STEPS = 100_000;

const MAX_LATE_STEPS = 1_000;

export const workflowDefinitionSchema = z
  .strictObject({
    schema_version: z.literal(1).optional().meta({ description: 'The version of this form.' }),
    name: name.meta({ description: 'How commands, schedules and other workflows call it.' }),
    description: z.string().max(10_000).optional().meta({ description: 'For people.' }),
    parameters: parametersSchema
      .optional()
      .meta({ description: 'What a run can be given. Left out: anything, unchecked, as in existing JSON workflows.' }),
    mode: z.enum(orchestrationModes).default('resource_aware').meta({
      description: 'Who runs when: one at a time, in order of arrival, by priority, or by priority as resources allow.',
    }),
    max_parallel: z
      .int()
      .min(1)
      .max(MAX_PARALLEL)
      .optional()
      .meta({ description: 'Steps that may run at once; what the engine has unless given.' }),
    timeout: seconds.nullable().optional().meta({ description: 'Seconds for the whole run.' }),
    on_failure: z.enum(['continue', 'stop', 'rollback']).default('continue').meta({
      description:
        'After a failed step: go on with what does not depend on it, start nothing more, or also undo what was done.',
    }),
    durability: z
      .enum(['relaxed', 'strict'])
      .optional()
      .meta({ description: 'relaxed survives a killed process, strict a power cut too.' }),
    steps: z
      .array(stepSchema)
      .min(1, 'a workflow needs at least one step')
      .max(MAX_STEPS)
      .meta({ description: 'What is done, in any order: dependencies say what comes first.' }),
    on_failure_steps: z
      .array(stepSchema)
      .max(MAX_LATE_STEPS)
      .optional()
      .meta({ description: 'Run when the run failed, timed out or was cancelled; {{ failures }} says what failed.' }),
    finally: z
      .array(stepSchema)
      .max(MAX_LATE_STEPS)
      .optional()
      .meta({ description: 'Run at the end of the run, whatever happened.' }),
    outputs: z.record(z.string(), z.json()).optional().meta({
      description: 'What a run of this workflow gives, in expressions; the outputs of its steps by name unless given.',
    }),
    get workflows(): z.ZodOptional<z.ZodRecord<z.ZodString, typeof workflowDefinitionSchema>> {
      return z
        .record(z.string(), workflowDefinitionSchema)
        .optional()
        .meta({ description: 'Workflows that steps run by these names, before any that is saved.' });
    },
    dependencies: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .meta({ description: 'Step name to the names it waits for; the same as dependencies at the steps.' }),
    parallel_groups: z
      .array(z.array(z.string()))
      .optional()
      .meta({ description: 'Steps meant to run side by side; checked against the dependencies, which win.' }),
  })
  .meta({ title: 'Codomyrmex workflow' });

/** A workflow as it is stored: defaults filled in, keys in snake_case. */
export type WorkflowDefinition = z.output<typeof workflowDefinitionSchema>;
/** A workflow as people write it: what has a default may be left out. */
export type WrittenWorkflow = z.input<typeof workflowDefinitionSchema>;

/** The JSON Schema (draft 7) of the written form, for editors. */
export function workflowJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(workflowDefinitionSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
}
