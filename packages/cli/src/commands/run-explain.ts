import { NotFoundError, runId } from '@codomyrmex/core';
import { type AttemptExplanation, type Explanation, explanation } from '@codomyrmex/engine';
import { type CommonOptions, perform } from '../command-run.ts';
import { findRun } from '../find-run.ts';
import { safe, type Terminal } from '../terminal.ts';

export function explainRun(written: string, step: string | undefined, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { runtime, stepCache } = await scope.orchestrator();
    const id = await findRun(runtime, written);
    const all = await explanation(runtime, runId(id), stepCache);
    if (all === undefined) throw new NotFoundError(`there is no run ${id}`, { code: 'RUN_NOT_FOUND' });
    const steps = step === undefined ? all : { [step]: ofStep(all, step, id) };
    if (scope.json) scope.terminal.json({ execution_id: id, steps });
    else for (const [name, attempts] of Object.entries(steps)) print(scope.terminal, name, attempts);
    return 0;
  });
}

function ofStep(all: Explanation, step: string, id: string): readonly AttemptExplanation[] {
  const attempts = Object.hasOwn(all, step) ? all[step] : undefined;
  if (attempts !== undefined) return attempts;
  throw new NotFoundError(`run ${id} has no step "${step}"`, {
    code: 'STEP_NOT_FOUND',
    suggestions: [`Its steps are ${Object.keys(all).slice(0, 20).join(', ')}.`],
  });
}

function print(terminal: Terminal, step: string, attempts: readonly AttemptExplanation[]): void {
  const { bold } = terminal.outColors;
  terminal.data(bold(safe(step)));
  for (const { attempt, decision, reason, outcome } of attempts) {
    terminal.data(`  ${attempt}. ${decision}: ${safe(reason)}`);
    if (outcome !== undefined) terminal.data(`     it ${safe(outcome)}`);
  }
}
