import { didYouMean, NotFoundError, type Plugin } from '@codomyrmex/core';
import type { PluginRegistry } from '@codomyrmex/engine';
import { Command } from 'commander';
import { perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { late } from '../late.ts';
import type { Column } from '../output/column.ts';
import { inputSchema, members } from '../output/schema-text.ts';
import { columnsBy, table } from '../output/table.ts';
import { tellFaults, usablePlugins } from '../plugins/usable-plugins.ts';
import { titleOf } from './action.ts';

const addPlugin = late(async () => (await import('./plugin-change.ts')).addPlugin);
const installPlugins = late(async () => (await import('./plugin-change.ts')).installPlugins);
const removePluginCommand = late(async () => (await import('./plugin-change.ts')).removePluginCommand);
const updatePlugin = late(async () => (await import('./plugin-change.ts')).updatePlugin);
const createPluginCommand = late(async () => (await import('./plugin-create.ts')).createPluginCommand);
const diagnosePlugins = late(async () => (await import('./plugin-doctor.ts')).diagnosePlugins);

export function pluginCommand(): Command {
  const command = new Command('plugin').description('what is installed, and what is added to a project');
  common(command.command('list').description('every plugin')).action(listPlugins);
  common(
    command.command('info').argument('<plugin>', 'module or package').description('a plugin with its actions'),
  ).action(showPlugin);
  common(
    command
      .command('add')
      .argument('<package>', 'what npm takes: a name with a version, a tarball, a folder')
      .description('add a plugin: shows what it does, asks, and pins it in the lock file'),
  )
    .option('--yes', 'ask nothing')
    .option('--link', 'use a folder where it is, as it is built')
    .option('--isolation <kind>', 'keep its actions apart: none, thread, process or sandbox')
    .action(addPlugin);
  common(
    command.command('remove').argument('<plugin>', 'module or package').description('remove a plugin that was added'),
  ).action(removePluginCommand);
  common(
    command
      .command('update')
      .argument('<plugin>', 'module or package')
      .description('bring a plugin to another version; asks when it wants to do more than before'),
  )
    .option('--to <package>', 'what npm takes; the newest of where it came from unless given')
    .option('--yes', 'ask nothing')
    .action(updatePlugin);
  common(command.command('install').description('fetch what the lock file names'))
    .option('--yes', 'ask nothing')
    .action(installPlugins);
  common(
    command
      .command('create')
      .argument('<name>', 'weather, codomyrmex-plugin-weather, @acme/weather')
      .description('make the package of a new plugin'),
  )
    .option('--folder <folder>', "where; a folder of the package's name unless given")
    .action(createPluginCommand);
  common(command.command('doctor').description('load every plugin: order, versions, taps, cost and errors')).action(
    diagnosePlugins,
  );
  return command;
}

function listPlugins(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { registry } = await scope.orchestrator();
    const usable = await usablePlugins(registry);
    const plugins = usable.plugins.map((plugin) => described(registry, plugin));
    tellFaults(scope.terminal, usable.faults);
    if (scope.json)
      scope.terminal.json([
        ...plugins.map(({ actions, ...plugin }) => ({ ...plugin, actions: actions.length })),
        ...usable.faults,
      ]);
    else {
      const rows = plugins.map((plugin) => [
        plugin.module,
        plugin.version,
        String(plugin.actions.length),
        plugin.description,
      ]);
      const columns: readonly Column[] = [
        { title: 'module', whole: true },
        { title: 'version' },
        { title: 'actions', align: 'right' },
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
    const plugin = described(registry, await registry.plugin(moduleOf(registry, written)));
    if (scope.json) scope.terminal.json(plugin);
    else {
      scope.terminal.data(
        `${plugin.module} ${plugin.version} (${plugin.package ?? 'in code'})\n${plugin.description}\n`,
      );
      scope.terminal.data(
        table(
          columnsBy('action', 'what it does'),
          plugin.actions.map((action) => [action.id, titleOf(action)]),
          scope.terminal.outWidth,
        ),
      );
      if (plugin.secrets.length > 0) scope.terminal.data(`\nsecrets: ${plugin.secrets.join(', ')}`);
      if (plugin.config !== null)
        scope.terminal.data(`\nconfiguration (plugins.${plugin.module})\n${members(plugin.config)}`);
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

function described(registry: PluginRegistry, plugin: Plugin) {
  return {
    module: plugin.module,
    package: registry.packageOf(plugin.module) ?? null,
    version: plugin.version,
    api_version: plugin.apiVersion,
    description: plugin.description,
    aliases: plugin.aliases,
    secrets: [...new Set(Object.values(plugin.actions).flatMap(({ secrets = [] }) => secrets))].sort(),
    config: plugin.config === undefined ? null : inputSchema(plugin.config),
    actions: Object.values(plugin.actions).map(({ id, title, effects, deprecated }) => ({
      id,
      title,
      effects,
      ...(deprecated !== undefined && { deprecated }),
    })),
  };
}
