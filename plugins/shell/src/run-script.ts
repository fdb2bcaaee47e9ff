import { access, constants, realpath } from 'node:fs/promises';
import { extname, relative, sep } from 'node:path';
import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { placeShape } from './command.ts';
import { commandResultSchema } from './command-result.ts';
import { run } from './run.ts';

/** What runs a file that is not executable by itself. */
const interpreters: ReadonlyMap<string, string> = new Map([
  ['.sh', 'sh'],
  ['.bash', 'bash'],
  ['.py', 'python3'],
  ['.js', 'node'],
  ['.mjs', 'node'],
  ['.cjs', 'node'],
  ['.rb', 'ruby'],
  ['.pl', 'perl'],
]);

const word = z.union([z.string(), z.number(), z.boolean()]);
const program = z.string().regex(/\S/, 'the interpreter is empty');

export const runScript = defineAction({
  title: 'Run a script of the project',
  description:
    'Runs a file below the workspace with arguments, without a shell: by its first line when it is executable, else by the interpreter of its extension.',
  input: z.strictObject({
    script_path: z.string().min(1).max(4_096).meta({ description: 'The file, from the workspace.' }),
    args: z.array(word).max(1_000).default([]).meta({ description: 'Arguments of the script, each passed as it is.' }),
    interpreter: z
      .union([program, z.tuple([program], z.string())])
      .optional()
      .meta({
        description: 'What to run it with: a program, or a list with its arguments, such as ["python3", "-u"].',
      }),
    ...placeShape,
    stdin: z.string().optional().meta({ description: 'What the script reads; nothing unless given.' }),
    check: z.boolean().default(true).meta({ description: 'Whether an exit code other than 0 fails the step.' }),
  }),
  output: commandResultSchema,
  effects: ['exec', 'fs:read', 'fs:write', 'net'],
  idempotent: false,
  examples: [{ title: 'A Python script', input: { script_path: 'tools/report.py', args: ['--year', 2026] } }],
  async run(context, { script_path, args, interpreter, ...rest }) {
    const script = await scriptInside(context, script_path);
    const runner = interpreter === undefined ? await runnerOf(script) : [interpreter].flat();
    const [first, ...others] = [...runner, script];
    return run.run(context, { command: [first ?? script, ...others, ...args], ...rest });
  },
});

/** The real path of the script, which must lie in the workspace: links are followed before that is looked at. */
async function scriptInside(context: ActionContext, path: string): Promise<string> {
  const [root, script] = await Promise.all([
    realpath(context.workspace),
    realpath(context.resolve(path)).catch(() => undefined),
  ]);
  if (script === undefined) {
    throw refused(
      `there is no file ${path} in ${context.workspace}`,
      'Check script_path: it is read from the workspace.',
    );
  }
  const inside = relative(root, script);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw refused(`${path} lies outside the workspace`, 'Use shell.run to run a program from elsewhere.');
  }
  return script;
}

async function runnerOf(script: string): Promise<readonly string[]> {
  const executable = await access(script, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (executable) return [];
  const interpreter = interpreters.get(extname(script));
  if (interpreter !== undefined) return [interpreter];
  throw refused(
    `${script} is not executable, and nothing is known to run a file named so`,
    'Make it executable, or name an interpreter.',
  );
}

function refused(message: string, suggestion: string): ActionError {
  return new ActionError(message, { code: 'INVALID_PARAMETERS', retryable: false, suggestions: [suggestion] });
}
