import { type ActionContext, ActionError } from '@codomyrmex/core';
import type { InstallPlan } from './install-plan.ts';

const KEPT_BYTES = 64 * 1024;
const TOLD_LINES = 20;

/**
 * Runs the commands of a plan in the folder `root`, one after the other; their lines go to the step's log.
 * @throws ActionError INSTALL_FAILED, with the end of what the command said.
 */
export async function runPlan(context: ActionContext, root: string, { commands, env }: InstallPlan): Promise<void> {
  for (const [index, command] of commands.entries()) {
    context.progress(index / commands.length, command.join(' '));
    const result = await context.exec(command, { cwd: root, env, keepBytes: KEPT_BYTES, logLines: true });
    if (result.exitCode === 0) continue;
    const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-TOLD_LINES).join('\n');
    const end = result.exitCode === null ? `was ended by ${result.signal}` : `ended with ${result.exitCode}`;
    throw new ActionError(`"${command.join(' ')}" ${end}: ${said.slice(-2_000)}`, {
      code: 'INSTALL_FAILED',
      details: { command: [...command], exit_code: result.exitCode },
      suggestions: ['read the log of the step; a lock file that does not fit its manifest has to be made anew'],
    });
  }
}
