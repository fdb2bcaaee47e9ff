import { errorResponse } from '@codomyrmex/core';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { program } from '../output/called-as.ts';
import { columnsBy, table } from '../output/table.ts';
import { templateScaffolder } from '../template-scaffolding.ts';

export function listTemplates(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { terminal } = scope;
    const all = await templateScaffolder(scope).catalogue();
    if (scope.json) {
      terminal.json(
        all.map(({ name, isShipped, file, template }) => ({
          name,
          shipped: isShipped,
          file,
          ...(template instanceof Error
            ? { valid: false, error: errorResponse(template) }
            : {
                valid: true,
                type: template.type,
                version: template.version,
                description: template.description,
                workflows: template.workflows,
                required_modules: template.requiredModules,
              }),
        })),
      );
      return 0;
    }
    const rows = all.map(({ name, isShipped, template }) =>
      template instanceof Error
        ? [name, '', 'cannot be used', template.message]
        : [name, template.version, isShipped ? 'shipped' : 'yours', template.description],
    );
    const columns = columnsBy('template', 'version', 'from', 'for');
    terminal.data(table(columns, rows, terminal.outWidth));
    terminal.note(`${program()} template show NAME tells what it asks and makes`);
    return 0;
  });
}
