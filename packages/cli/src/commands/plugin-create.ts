import { relative } from 'node:path';
import { createPlugin, nextSteps } from 'create-codomyrmex-plugin';
import { type CommonOptions, perform } from '../command-run.ts';

interface CreateOptions extends CommonOptions {
  readonly folder?: string;
}

export function createPluginCommand(name: string, options: CreateOptions): Promise<void> {
  return perform(options, (scope) => {
    const { folder } = options;
    const created = createPlugin({ name, ...(folder !== undefined && { folder }) });
    if (scope.json) scope.terminal.json({ success: true, ...created });
    else scope.terminal.data(nextSteps(created, relative(process.cwd(), created.folder)));
    return 0;
  });
}
