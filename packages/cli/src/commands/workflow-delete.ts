import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';

export function deleteWorkflow(name: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const file = await scope.workflows.delete(name);
    if (scope.json) scope.terminal.json({ success: true, name, file });
    else scope.terminal.note(`deleted ${file}`);
    return 0;
  });
}
