import { NotFoundError, runId } from '@codomyrmex/core';
import { type AttemptExplanation, type Explanation, explanation, findStep, placeNames } from '@codomyrmex/engine';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { findRun } from '../find-run.ts';
import { asCalled, program } from '../output/called-as.ts';
import { safe, type Terminal } from '../terminal.ts';

export function explainRun(written: string, step: string | undefined, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { runtime, stepCache } = await scope.orchestrator();
    const id = runId(await findRun(runtime, written));
    const found = step === undefined ? undefined : await findStep(runtime, id, step);
    const all = await explanation(runtime, id, stepCache);
    if (all === undefined) throw new NotFoundError(`there is no run ${id}`, { code: 'RUN_NOT_FOUND' });
    const names = found === undefined ? undefined : await placeNames(runtime, id);
    const place = found && names?.plainName(found.snapshot.record.id, found.name);
    const steps = place === undefined ? all : within(all, place);
    if (scope.json) scope.terminal.json({ execution_id: id, steps });
    else print(scope.terminal, steps, { id, isWhole: place === undefined });
    return 0;
  });
}

/** A step and what is in it. */
function within(all: Explanation, step: string): Explanation {
  const isIn = (name: string): boolean => name === step || name.startsWith(`${step}/`) || name.startsWith(`${step}[`);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isIn(name)));
}

interface Printing {
  readonly id: string;
  /** Then items of which nothing is to be told but that they ran and completed are counted, not told one by one. */
  readonly isWhole: boolean;
}

function print(terminal: Terminal, steps: Explanation, { id, isWhole }: Printing): void {
  const { bold, dim } = terminal.outColors;
  let untold = 0;
  for (const [name, attempts] of Object.entries(steps)) {
    if (isWhole && name.includes('[') && isUsual(attempts)) {
      untold++;
      continue;
    }
    terminal.data(bold(safe(name)));
    for (const { attempt, decision, reason, outcome } of attempts) {
      terminal.data(`  ${attempt}. ${decision}: ${safe(asCalled(reason))}`);
      if (outcome !== undefined) terminal.data(`     it ${safe(outcome)}`);
    }
  }
  if (untold > 0) {
    terminal.data(
      dim(`${untold} more in items ran once and completed: ${program()} run explain ${id} STEP tells them`),
    );
  }
}

function isUsual([first, ...more]: readonly AttemptExplanation[]): boolean {
  return more.length === 0 && first?.decision === 'ran' && first.outcome === 'completed';
}
