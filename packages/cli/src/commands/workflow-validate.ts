import { isOrchestrationError, type Problem } from '@codomyrmex/core';
import { type CommonOptions, perform } from '../command-run.ts';
import { findWorkflow } from '../find-workflow.ts';
import { problemsOf } from '../output/error-report.ts';
import { problemText } from '../output/problem-text.ts';
import { wireProblem } from '../output/wire-problem.ts';

export function validateWorkflow(nameOrFile: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const orchestrator = await scope.orchestrator();
    const problems = await problemsIn(async () => {
      await orchestrator.check(await findWorkflow(scope.workflows, nameOrFile));
    });
    const valid = problems.length === 0;
    if (scope.json) {
      scope.terminal.json({ valid, problems: problems.map(wireProblem) });
    } else if (valid) {
      scope.terminal.data(`${nameOrFile} is valid`);
    } else {
      for (const problem of problems) scope.terminal.error(problemText(problem));
      scope.terminal.error(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
    }
    return valid ? 0 : 2;
  });
}

/** Problems are what the command is for; any other error is its own. */
async function problemsIn(check: () => Promise<void>): Promise<readonly Problem[]> {
  try {
    await check();
    return [];
  } catch (error) {
    const problems = problemsOf(error);
    if (problems.length > 0) return problems;
    if (isOrchestrationError(error) && error.family === 'author')
      return [{ code: error.code, message: error.message, path: '' }];
    throw error;
  }
}
