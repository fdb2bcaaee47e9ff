import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { type Language, languageNamed, languages } from './language.ts';
import { type ExecutionLimits, limitingWords, namedLimits } from './limits.ts';
import { programsOnPath } from './programs-on-path.ts';
import { demandSandbox, inSandbox } from './sandbox.ts';
import { quoted, type Tool, toolFor } from './tool.ts';
import { exitCodeOf, type Verdict, verdictOf } from './verdict.ts';

const MAX_CODE = 1024 * 1024;
const MAX_STDIN = 8 * 1024 * 1024;

/** What is run; the same for every action that runs code. */
export const programShape = {
  language: z
    .string()
    .min(1)
    .max(40)
    .meta({ description: `One of ${languages.map(({ name }) => name).join(', ')}.` }),
  code: z.string().max(MAX_CODE).meta({ description: 'One source file.' }),
  stdin: z.string().max(MAX_STDIN).default('').meta({ description: 'What the code reads.' }),
  session_id: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'A name of yours, given back. Every execution begins with an empty folder all the same.' }),
  check: z.boolean().default(false).meta({
    description: 'Whether any status but success fails the step. RESOURCE_LIMIT is the code of a reached limit.',
  }),
};
const programSchema = z.object(programShape);
export type Program = z.output<typeof programSchema>;

export const executionSchema = z.object({
  stdout: z.string(),
  stderr: z.string().meta({ description: 'What a compiler says is here too.' }),
  stdout_truncated_bytes: z.int().min(0).optional().meta({ description: 'What stdout lacks.' }),
  stderr_truncated_bytes: z.int().min(0).optional(),
  exit_code: z.int().meta({ description: '128 and the number of the signal when a signal ended the code.' }),
  execution_time: z.number().meta({ description: 'Seconds, with the making of the sandbox and with compiling.' }),
  status: z.enum(['success', 'error', 'timeout', 'limit']),
  error_message: z.string().nullable(),
  error_code: z.enum(['COMMAND_FAILED', 'TIMEOUT_EXCEEDED', 'RESOURCE_LIMIT']).nullable(),
  limit: z.enum(namedLimits).optional().meta({ description: 'The limit that was reached.' }),
  language: z.string(),
  session_id: z.string().optional(),
});
export type Execution = z.output<typeof executionSchema>;

const errorCodes = { error: 'COMMAND_FAILED', timeout: 'TIMEOUT_EXCEEDED', limit: 'RESOURCE_LIMIT' } as const;

/** Runs code in a sandbox under limits. @throws ActionError SANDBOX_UNAVAILABLE, LANGUAGE_UNAVAILABLE, INVALID_PARAMETERS. */
export async function executed(context: ActionContext, program: Program, limits: ExecutionLimits): Promise<Execution> {
  const language = knownLanguage(program.language);
  const sandbox = await demandSandbox(context);
  const found = await programsOnPath(context, language.programs);
  const tool = await toolFor(context, language, { found, sandbox });
  if (tool === undefined) throw unavailable(language);
  const order = {
    ...sandbox,
    seconds: limits.seconds,
    folderMb: limits.filesMb + language.compiledMb,
    seen: tool.seen,
    script: scriptOf({ language, tool, limits, codeBytes: Buffer.byteLength(program.code) }),
  };
  const begun = performance.now();
  const streams = { stdin: program.code + program.stdin, keepBytes: limits.outputBytes };
  const result = await inSandbox(context, order, streams);
  const seconds = (performance.now() - begun) / 1_000;
  const verdict = verdictOf({ result, seconds, allowedSeconds: limits.seconds });
  if (program.check && verdict.status !== 'success') throw failed(verdict, result);
  return {
    stdout: result.stdout,
    stderr: result.stderr,
    ...(result.stdoutBytes > limits.outputBytes && { stdout_truncated_bytes: result.stdoutBytes - limits.outputBytes }),
    ...(result.stderrBytes > limits.outputBytes && { stderr_truncated_bytes: result.stderrBytes - limits.outputBytes }),
    exit_code: exitCodeOf(result),
    execution_time: Math.round(seconds * 1_000) / 1_000,
    status: verdict.status,
    error_message: verdict.status === 'success' ? null : verdict.message,
    error_code: verdict.status === 'success' ? null : errorCodes[verdict.status],
    ...(verdict.status === 'limit' && { limit: verdict.limit }),
    language: language.name,
    ...(program.session_id !== undefined && { session_id: program.session_id }),
  };
}

interface Scripted {
  readonly language: Language;
  readonly tool: Tool;
  readonly limits: ExecutionLimits;
  readonly codeBytes: number;
}

/** What a compiler may use, whatever the code may: it is the machine's own program. */
const COMPILER_MEMORY_MB = 2_048;
const COMPILER_PROCESSES = 256;

/** The code comes first on stdin, so that it never stands on this machine's disk or in a list of arguments. */
function scriptOf({ language, tool, limits, codeBytes }: Scripted): string {
  const line = (words: readonly string[]): string => words.map(quoted).join(' ');
  const compiling: ExecutionLimits = {
    ...limits,
    memoryMb: COMPILER_MEMORY_MB,
    processes: COMPILER_PROCESSES,
    filesMb: limits.filesMb + language.compiledMb,
    cpuSeconds: limits.seconds,
  };
  return [
    `head -c ${codeBytes} > ${language.file} || exit 1`,
    ...(language.compile === undefined
      ? []
      : [
          `${line([...limitingWords(compiling, language.addressesMb), ...language.compile(tool.program)])} </dev/null >&2 || exit`,
        ]),
    `exec ${line([...limitingWords(limits, language.addressesMb), ...language.run(tool.program, limits)])}`,
  ].join('\n');
}

function knownLanguage(written: string): Language {
  const language = languageNamed(written);
  if (language !== undefined) return language;
  throw new ActionError(`there is no language "${written}" here`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
    suggestions: [`Use one of ${languages.map(({ name }) => name).join(', ')}.`],
  });
}

const unavailable = (language: Language): ActionError =>
  new ActionError(
    `${language.name} cannot be run on this machine: none of ${language.programs.join(', ')} is found that a sandbox can show`,
    { code: 'LANGUAGE_UNAVAILABLE', retryable: false, suggestions: [language.install] },
  );

const DETAIL = 4_096;

function failed(
  verdict: Exclude<Verdict, { status: 'success' }>,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): ActionError {
  return new ActionError(`the code failed: ${verdict.message}`, {
    code: errorCodes[verdict.status],
    retryable: false,
    details: {
      status: verdict.status,
      ...(verdict.status === 'limit' && { limit: verdict.limit }),
      stdout: stdout.slice(-DETAIL),
      stderr: stderr.slice(-DETAIL),
    },
    suggestions: suggestions(verdict),
  });
}

function suggestions(verdict: Exclude<Verdict, { status: 'success' }>): readonly string[] {
  switch (verdict.status) {
    case 'error':
      return ['Set check to false to take any status as a result.'];
    case 'timeout':
      return ['Give it less to do, or a longer timeout, of at most 300 seconds.'];
    case 'limit':
      return ['Give it less to work on, or more by code.execute_with_limits.'];
  }
}
