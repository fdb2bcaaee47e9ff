import { didYouMean, NotFoundError } from '@codomyrmex/core';
import type { PluginRegistry } from '@codomyrmex/engine';
import { Command } from 'commander';
import { type CommonOptions, common, perform } from '../command-run.ts';
import { table } from '../output/table.ts';

export function pluginCommand(): Command {
  const command = new Command('plugin').description('what is installed');
  common(command.command('list').description('every plugin')).action(listPlugins);
  common(
    command.command('info').argument('<plugin>', 'module or package').description('a plugin with its actions'),
  ).action(showPlugin);
  return command;
}

function listPlugins(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { registry } = await scope.orchestrator();
    const plugins = await Promise.all(registry.modules.map((module) => described(registry, module)));
    if (scope.json)
      scope.terminal.json(plugins.map(({ actions, ...plugin }) => ({ ...plugin, actions: actions.length })));
    else {
      const rows = plugins.map((plugin) => [
        plugin.module,
        plugin.version,
        String(plugin.actions.length),
        plugin.description,
      ]);
      const columns = [
        { title: 'module' },
        { title: 'version' },
        { title: 'actions', align: 'right' as const },
        { title: 'description' },
      ];
      scope.terminal.data(table(columns, rows, scope.terminal.outWidth));
    }
    return 0;
  });
}

function showPlugin(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { registry } = await scope.orchestrator();
    const plugin = await described(registry, moduleOf(registry, written));
    if (scope.json) scope.terminal.json(plugin);
    else {
      scope.terminal.data(
        `${plugin.module} ${plugin.version} (${plugin.package ?? 'in code'})\n${plugin.description}\n`,
      );
      scope.terminal.data(
        table(
          [{ title: 'action' }, { title: 'what it does' }],
          plugin.actions.map(({ id, title }) => [id, title]),
          scope.terminal.outWidth,
        ),
      );
    }
    return 0;
  });
}

function moduleOf(registry: PluginRegistry, written: string): string {
  const module = registry.modules.find((one) => one === written || registry.packageOf(one) === written);
  if (module !== undefined) return module;
  throw new NotFoundError(`there is no plugin "${written}"`, {
    code: 'PLUGIN_NOT_FOUND',
    suggestions: [didYouMean(written, registry.modules) ?? `Installed: ${registry.modules.join(', ')}`],
  });
}

async function described(registry: PluginRegistry, module: string) {
  const plugin = await registry.plugin(module);
  return {
    module,
    package: registry.packageOf(module) ?? null,
    version: plugin.version,
    api_version: plugin.apiVersion,
    description: plugin.description,
    aliases: plugin.aliases,
    actions: Object.values(plugin.actions).map(({ id, title, effects }) => ({ id, title, effects })),
  };
}
