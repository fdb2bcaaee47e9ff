import { errorResponse, failureFrom, isOrchestrationError, type Problem } from '@codomyrmex/core';
import { CANCELLED } from '../interrupts.ts';
import { safe, type Terminal } from '../terminal.ts';
import { asCalled } from './called-as.ts';
import { problemText } from './problem-text.ts';

/** Codes of a caller's errors that mean "not now": something or somebody has what was asked for. */
const refusals = new Set([
  'ARCHIVE_EXISTS',
  'CHANGED_MEANWHILE',
  'EFFECT_REFUSED',
  'FOLDER_LEADS_ELSEWHERE',
  'FOLDER_NOT_EMPTY',
  'FOLDER_PROTECTED',
  'INTEGRITY_MISMATCH',
  'MODULE_TAKEN',
  'NOT_CONFIRMED',
  'PLUGIN_NOT_TRUSTED',
  'PROJECT_ARCHIVED',
  'PROJECT_BUSY',
  'PROJECT_CHANGED',
  'PROJECT_EXISTS',
  'PROJECT_NAME_TAKEN',
  'PROJECT_NEEDED',
  'RUN_OWNED',
  'RESOURCE_UNAVAILABLE',
  'SOURCE_REFUSED',
  'OTHER_TEMPLATE',
  'TEMPLATE_OLDER',
  'UPDATE_CONFLICTS',
  'UPDATE_RUNNING',
  'WORKFLOW_EXISTS',
  'RESOURCE_EXISTS',
  'RUN_ENDED',
  'RUN_NOT_ENDED',
  'NOTHING_TO_RETRY',
  'RUN_GREW',
  'RUN_IN_RUN',
  'NOT_WAITING',
  'SCHEDULE_EXISTS',
  'SERVE_RUNNING',
]);

/** Says what went wrong, as data with `--json`, and gives the exit code. */
export function reportError(error: unknown, terminal: Terminal, { json }: { readonly json: boolean }): number {
  if (json) terminal.json(errorResponse(error));
  else {
    const failure = failureFrom(error);
    const { red, dim } = terminal.colors;
    terminal.error(`${red('error')} ${safe(failure.message)}`);
    for (const problem of problemsOf(error)) terminal.error(problemText(problem));
    for (let cause = failure.cause; cause !== undefined; cause = cause.cause) {
      if (!failure.message.includes(cause.message)) terminal.error(dim(`  because ${safe(cause.message)}`));
    }
    for (const suggestion of failure.suggestions ?? []) terminal.error(`  ${safe(asCalled(suggestion))}`);
    if (isFault(error)) terminal.error(dim(error.stack ?? ''));
  }
  return exitCode(error);
}

/** What the machine refuses at any place: where in our code that was tells nobody what to do. */
const refusedByMachine = new Set(['EACCES', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'EPERM', 'EROFS']);

/** Whether an error is one of ours that nobody foresaw, whose place in the code is worth telling. */
function isFault(error: unknown): error is Error {
  if (isOrchestrationError(error) || !(error instanceof Error)) return false;
  return !('code' in error && typeof error.code === 'string' && refusedByMachine.has(error.code));
}

export function problemsOf(error: unknown): readonly Problem[] {
  const problems = isOrchestrationError(error) ? error.details.problems : undefined;
  return Array.isArray(problems) ? (problems as readonly Problem[]) : []; // what is under this name is a list of problems
}

function exitCode(error: unknown): number {
  if (!isOrchestrationError(error)) return 1;
  if (error.code.endsWith('_NOT_FOUND')) return 3;
  if (error.code === 'INTERRUPTED') return CANCELLED;
  if (refusals.has(error.code)) return 4;
  return error.family === 'author' || error.family === 'caller' ? 2 : 1;
}
