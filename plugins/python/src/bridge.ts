import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ActionError, type ExecResult, InternalError } from '@codomyrmex/core';
import { type Answer, answerSchema, greetingSchema, type Interpreter } from './answer.ts';
import type { Job } from './job.ts';
import type { BridgeContext, Place } from './place.ts';

/** The same from `src` and from `dist`. */
const program = fileURLToPath(new URL('../bridge', import.meta.url));

const MEBIBYTE = 1024 * 1024;
const MAX_ORDERS = 32 * MEBIBYTE;
/** Of one result, and of all results of one attempt, as JSON. */
const MAX_RESULT = 8 * MEBIBYTE;
const MAX_RESULTS = 32 * MEBIBYTE;
/** What is kept of each stream for messages; the whole goes to the log line by line. */
const KEEP_BYTES = 64 * 1024;
const MAX_STDERR = 2_000;

export interface BridgeOrder {
  readonly place: Place;
  readonly jobs: readonly Job[];
  /** How many interpreters work side by side. */
  readonly workers: number;
}

export interface BridgeAnswers {
  readonly interpreter: Interpreter;
  /** One for each job, in their order. */
  readonly answers: readonly Answer[];
}

/**
 * Does jobs in Python interpreters that live as long as the command: a supervisor forks them, gives each one job at a time,
 * and kills the process group of one that exceeds the job's timeout. Aborting the attempt ends all of them.
 * @throws ActionError COMMAND_NOT_FOUND · PYTHON_TOO_OLD · PLATFORM_UNSUPPORTED · INVALID_PARAMETERS · BRIDGE_FAILED
 */
export async function runBridge(context: BridgeContext, order: BridgeOrder): Promise<BridgeAnswers> {
  const stdin = ordersText(order);
  // Not by stdout: what modules print belongs into the step's log while they run.
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-python-'));
  try {
    const file = join(folder, 'answers');
    const result = await context.exec([order.place.program, '-B', program, file], {
      stdin,
      env: { PYTHONUTF8: '1', ...order.place.env },
      keepBytes: KEEP_BYTES,
      logLines: true,
    });
    const text = await readFile(file, 'utf8').catch(() => '');
    return answersIn(text, order, result);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ordersText({ place, jobs, workers }: BridgeOrder): string {
  const header = {
    workers,
    python_path: place.pythonPath,
    max_result_bytes: MAX_RESULT,
    max_total_bytes: MAX_RESULTS,
  };
  const lines = jobs.map((job, id) => JSON.stringify({ id, package: place.package, ...job }));
  const text = [JSON.stringify(header), ...lines, ''].join('\n');
  if (Buffer.byteLength(text) > MAX_ORDERS) {
    throw new ActionError(`the parameters are larger than ${MAX_ORDERS} bytes of JSON`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      suggestions: ['Write large data to a file and give its path.'],
    });
  }
  return text;
}

function answersIn(text: string, order: BridgeOrder, result: ExecResult): BridgeAnswers {
  // A supervisor that was ended may have left half a line.
  if (result.exitCode !== 0) throw bridgeFailed(order.place, result);
  const lines = text.split('\n').filter((line) => line !== '');
  const greeting = greetingSchema.safeParse(lines.length === 0 ? undefined : JSON.parse(lines[0] ?? ''));
  if (!greeting.success) throw bridgeFailed(order.place, result);
  if ('refused' in greeting.data) {
    const { code, message } = greeting.data.refused;
    throw new ActionError(`${order.place.program}: ${message}`, {
      code,
      retryable: false,
      suggestions: ['Name another interpreter as python.'],
    });
  }
  const byJob = new Map<number, Answer>();
  for (const line of lines.slice(1)) {
    const answer = answerSchema.safeParse(JSON.parse(line));
    if (!answer.success) throw new InternalError('the bridge to Python gave an answer that is none');
    byJob.set(answer.data.id, answer.data);
  }
  const answers = order.jobs.map((_job, id) => byJob.get(id));
  if (!answers.every((answer) => answer !== undefined)) throw bridgeFailed(order.place, result);
  return { interpreter: greeting.data.hello, answers };
}

function bridgeFailed({ program: python }: Place, { exitCode, signal, stderr }: ExecResult): ActionError {
  const how = signal === null ? `exited with ${exitCode}` : `was ended by ${signal}`;
  const said = stderr.trim().slice(-MAX_STDERR);
  return new ActionError(`${python} ${how} before it had answered everything${said === '' ? '' : `: ${said}`}`, {
    code: 'BRIDGE_FAILED',
    details: { exit_code: exitCode, signal },
  });
}
