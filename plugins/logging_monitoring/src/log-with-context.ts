import { ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type Level, levelNamed, levels, stepLevel } from './level.ts';

const MAX_CONTEXT_BYTES = 64 * 1024;
const MAX_MESSAGE = 10_000;

const levelSchema = z
  .string()
  .refine((name) => levelNamed(name) !== undefined, `is none of ${levels.join(', ')}`)
  .meta({ description: `${levels.join(', ')}; other usual names, such as warn, are known.` });

const lineSchema = z.object({
  timestamp: z.string(),
  level: z.enum(levels),
  message: z.string(),
  correlation_id: z.string(),
  run: z.string(),
  task: z.string(),
  context: z.record(z.string(), z.json()),
});

export const logWithContext = defineAction({
  title: 'Log a message with its context',
  description:
    'Writes a line to the log of the step, and where a file is named also as a line of JSON to a file of the workspace. Lines are added whole; secrets that the run knows are masked in the log of the step, not in the file.',
  input: z.strictObject({
    level: levelSchema.default('info'),
    message: z.string().min(1).max(MAX_MESSAGE).meta({ description: 'What happened, in a line.' }),
    context: z.record(z.string().max(200), z.json()).default({}).meta({ description: 'What else is known, by name.' }),
    correlation_id: z.string().min(1).max(200).optional().meta({ description: 'The id of the run unless given.' }),
    log_file: z
      .string()
      .min(1)
      .max(4_096)
      .optional()
      .meta({ description: 'File of the workspace to which the line is added.' }),
  }),
  output: lineSchema,
  effects: ['fs:write'],
  idempotent: false,
  timeout: 60,
  examples: [
    { title: 'A warning', input: { level: 'warning', message: 'disk is filling', context: { used_percent: 91 } } },
  ],
  async run(context, input) {
    const line: z.output<typeof lineSchema> = {
      timestamp: new Date(context.now()).toISOString(),
      level: known(input.level),
      message: input.message,
      correlation_id: input.correlation_id ?? context.run,
      run: context.run,
      task: context.task,
      context: input.context,
    };
    const details = JSON.stringify(line.context);
    if (Buffer.byteLength(details) > MAX_CONTEXT_BYTES) {
      throw new ActionError(`the context is larger than ${MAX_CONTEXT_BYTES} bytes`, {
        code: 'CONTEXT_TOO_LARGE',
        retryable: false,
        suggestions: ['Write large values to a file, and log its name.'],
      });
    }
    const shown = details === '{}' ? '' : ` ${details}`;
    context.log[stepLevel(line.level)](`${line.message}${shown} (${line.correlation_id})`);
    if (input.log_file !== undefined) await context.fs.append(input.log_file, `${JSON.stringify(line)}\n`);
    return line;
  },
});

/** The schema has let no other name through. */
const known = (name: string): Level => levelNamed(name) ?? 'info';
