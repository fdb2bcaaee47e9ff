import { isOrchestrationError, type Problem } from '@codomyrmex/core';
import { type CheckedWorkflow, type Continuation, continuations, type DefinitionChange } from '@codomyrmex/engine';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findWorkflow } from '../find-workflow.ts';
import { problemsOf } from '../output/error-report.ts';
import { problemText } from '../output/problem-text.ts';
import { tellWarnings } from '../output/warning-text.ts';
import { wireProblem } from '../output/wire-problem.ts';
import { safe, type Terminal } from '../terminal.ts';

interface ValidateOptions extends CommonOptions {
  readonly againstRunning?: boolean;
}

const INVALID = 2;
/** Valid, and some run could not go on under it. */
const REFUSED = 4;

export function validateWorkflow(nameOrFile: string, options: ValidateOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const checked = await checkedBy(async () => orchestrator.check(await findWorkflow(scope.workflows, nameOrFile)));
    const { terminal } = scope;
    if (!checked.ok) {
      const { problems } = checked;
      const runs = options.againstRunning === true ? { runs: [] } : {};
      if (scope.json) terminal.json({ valid: false, problems: problems.map(wireProblem), warnings: [], ...runs });
      else printProblems(terminal, problems);
      return INVALID;
    }
    const warnings = checked.workflow.warnings.map(wireProblem);
    if (!scope.json) tellWarnings(terminal, checked.workflow.warnings);
    if (options.againstRunning !== true) {
      if (scope.json) terminal.json({ valid: true, problems: [], warnings });
      else terminal.data(`${nameOrFile} is valid`);
      return 0;
    }
    const runs = await continuations(orchestrator.runtime, checked.workflow);
    if (scope.json) terminal.json({ valid: true, problems: [], warnings, runs });
    else {
      terminal.data(`${nameOrFile} is valid`);
      printRuns(terminal, checked.workflow, runs);
    }
    return runs.every(({ can_continue }) => can_continue) ? 0 : REFUSED;
  });
}

function printProblems(terminal: Terminal, problems: readonly Problem[]): void {
  for (const problem of problems) terminal.error(problemText(problem));
  terminal.error(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
}

function printRuns(terminal: Terminal, { definition }: CheckedWorkflow, runs: readonly Continuation[]): void {
  if (runs.length === 0) terminal.data(`no run of ${definition.name} is in flight`);
  for (const { execution_id: id, status, can_continue, reasons, changed } of runs) {
    const answer = can_continue ? 'could go on under it' : 'could not go on under it';
    terminal.data(`run ${id} (${status}) ${answer}${changed.length === 0 ? ': nothing changed' : ''}`);
    for (const reason of reasons) terminal.data(`  ${safe(reason)}`);
    if (changed.length > 0) terminal.data(`  changed: ${safe(changed.map(changeText).join('; '))}`);
  }
  terminal.note('Every run keeps the definition that it began with: this only says what would hold for a changed one.');
}

function changeText({ step, change, keys }: DefinitionChange): string {
  const what = change === 'changed' ? keys.join(', ') : change;
  return step === null ? what : `${step} (${what})`;
}

type Checked =
  | { readonly ok: true; readonly workflow: CheckedWorkflow }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Problems are what the command is for; any other error is its own. */
async function checkedBy(check: () => Promise<CheckedWorkflow>): Promise<Checked> {
  try {
    return { ok: true, workflow: await check() };
  } catch (error) {
    const problems = problemsOf(error);
    if (problems.length > 0) return { ok: false, problems };
    if (isOrchestrationError(error) && error.family === 'author')
      return { ok: false, problems: [{ code: error.code, message: error.message, path: '' }] };
    throw error;
  }
}
