import { relative } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { createPlugin, nextSteps, pluginName } from 'create-codomyrmex-plugin';
import { builtInPlugins } from '../built-in-plugins.ts';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';

interface CreateOptions extends CommonOptions {
  readonly folder?: string;
}

export function createPluginCommand(name: string, options: CreateOptions): Promise<void> {
  return perform(options, (scope) => {
    const { folder } = options;
    refuseShipped(pluginName(name).module);
    const created = createPlugin({ name, ...(folder !== undefined && { folder }) });
    if (scope.json) scope.terminal.json({ success: true, ...created });
    else scope.terminal.data(nextSteps(created, relative(process.cwd(), created.folder)));
    return 0;
  });
}

/** It could not be added where codomyrmex is. */
function refuseShipped(module: string): void {
  const owner = builtInPlugins.find((one) => one.module === module)?.package;
  if (owner === undefined) return;
  throw new UsageError(`the module "${module}" is that of ${owner}, which comes with codomyrmex`, {
    code: 'MODULE_TAKEN',
    suggestions: ['Give it another name.'],
  });
}
