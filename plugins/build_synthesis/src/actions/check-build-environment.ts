import { type ActionContext, defineAction, isOrchestrationError } from '@codomyrmex/core';
import * as z from 'zod';
import { pathSchema } from '../command.ts';
import { detectPlan } from '../detect-plan.ts';
import { languageNames } from '../language-name.ts';

/** Programs that build, and how each is asked for its version. */
const askedBy: Readonly<Record<string, readonly string[]>> = {
  node: ['--version'],
  npm: ['--version'],
  pnpm: ['--version'],
  yarn: ['--version'],
  bun: ['--version'],
  python3: ['--version'],
  uv: ['--version'],
  cargo: ['--version'],
  go: ['version'],
  mvn: ['--version'],
  gradle: ['--version'],
  make: ['--version'],
  cmake: ['--version'],
  gcc: ['--version'],
};

const toolSchema = z.object({
  name: z.string(),
  found: z.boolean(),
  version: z.string().nullable(),
  required: z.boolean().meta({ description: 'The project is built with it.' }),
});
type Tool = z.output<typeof toolSchema>;

export const checkBuildEnvironment = defineAction({
  title: 'Whether a project can be built here',
  description:
    'Asks the usual programs that build for their versions, and says which of them the project in a folder needs. Nothing of the project is run.',
  input: z.strictObject({
    project_path: pathSchema
      .default('.')
      .meta({ description: 'The folder of the project; the workspace unless given.' }),
    language: z
      .enum(languageNames)
      .optional()
      .meta({ description: 'Which project is meant where a folder has several.' }),
  }),
  output: z.object({
    ready: z.boolean().meta({ description: 'Nothing is missing.' }),
    kind: z.string().nullable().meta({ description: 'What builds the project; null when its files do not say.' }),
    missing: z.array(z.string()),
    tools: z.array(toolSchema),
  }),
  effects: ['exec', 'fs:read'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, { project_path, language }) {
    const folder = await context.fs.locate(project_path);
    const plan = await detectPlan(context, { folder, language });
    const needed = new Set(plan?.tools ?? []);
    const names = [...new Set([...Object.keys(askedBy), ...needed])].filter((name) => !name.startsWith('./'));
    // One after the other: some of them are started by a whole virtual machine.
    const tools: Tool[] = [];
    for (const name of names) tools.push(await asked(context, name, needed.has(name)));
    const missing = tools.filter(({ found, required }) => required && !found).map(({ name }) => name);
    return { ready: missing.length === 0, kind: plan?.kind ?? null, missing, tools };
  },
});

/** Outside of the project: a program of its folder, or what its settings say, is not asked. */
async function asked(context: ActionContext, name: string, required: boolean): Promise<Tool> {
  try {
    const { stdout, stderr, exitCode } = await context.exec([name, ...(askedBy[name] ?? ['--version'])], {
      cwd: '/',
      keepBytes: 4_096,
    });
    const version = /\d{1,8}(?:\.\d{1,8}){1,3}/.exec(`${stdout}\n${stderr}`)?.[0] ?? null;
    return { name, found: exitCode === 0, version: exitCode === 0 ? version : null, required };
  } catch (error) {
    if (!isOrchestrationError(error) || error.code !== 'COMMAND_NOT_FOUND') throw error;
    return { name, found: false, version: null, required };
  }
}
