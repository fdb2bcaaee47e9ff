import * as z from 'zod';
import { commandSchema, pathSchema, secondsSchema, variablesSchema } from './command.ts';
import { languageNames } from './language-name.ts';

/** The stages that a project itself can say how to do, in their order. */
export const stageNames = ['install', 'lint', 'build', 'test'] as const;
export type StageName = (typeof stageNames)[number];

const MAX_STAGES = 100;

const ownStageSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, 'use letters, digits, blanks, ".", "_" and "-", at most 64')
    .meta({ description: 'What messages and results call it.' }),
  command: commandSchema,
  cwd: pathSchema.optional().meta({ description: 'Where it runs, from the project.' }),
  timeout: secondsSchema.optional(),
  env: variablesSchema.optional(),
  required: z.boolean().default(true).meta({ description: 'Whether its failure is one of the build.' }),
});
export type OwnStage = z.output<typeof ownStageSchema>;

/** How a project is built. Everything that is left out is looked up in the project. */
export const buildConfigSchema = z.strictObject({
  name: z.string().max(200).optional(),
  project_path: pathSchema.optional().meta({ description: 'The folder of the project, in the workspace.' }),
  language: z.enum(languageNames).optional(),
  output_dir: pathSchema.optional().meta({ description: 'Where what is built is to be, from the project.' }),
  env: variablesSchema.optional(),
  timeout: secondsSchema
    .optional()
    .meta({ description: 'Seconds for each stage that says nothing else; 600 unless given.' }),
  stages: z
    .array(z.union([z.enum(stageNames), ownStageSchema]))
    .min(1)
    .max(MAX_STAGES)
    .optional()
    .meta({
      description:
        'Names of stages that the project says how to do, and stages with a command of their own, in their order.',
    }),
});
export type BuildConfig = z.output<typeof buildConfigSchema>;

/** What is wrong beside the form of single values. */
export function contradictions({
  stages = [],
}: BuildConfig): readonly { readonly path: string; readonly message: string }[] {
  const seen = new Set<string>();
  return stages.flatMap((stage, index) => {
    const name = typeof stage === 'string' ? stage : stage.name;
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew ? [] : [{ path: `stages[${index}]`, message: `there is a stage "${name}" before it` }];
  });
}
