import { type Action, didYouMean, NotFoundError, UsageError } from '@codomyrmex/core';
import type { PluginRegistry, RefusedAction } from '@codomyrmex/engine';
import { Command } from 'commander';
import { perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { inputSchema, members, outputSchema } from '../output/schema-text.ts';
import { columnsBy, table } from '../output/table.ts';
import { tellFaults, usablePlugins } from '../plugins/usable-plugins.ts';

export function actionCommand(): Command {
  const command = new Command('action').description('what the installed plugins offer');
  common(command.command('list').description('every action'))
    .option('--module <module>', 'only of this module')
    .action(listActions);
  common(
    command.command('show').argument('<module.action>').description('an action with its parameters and result'),
  ).action(showAction);
  return command;
}

interface ListOptions extends CommonOptions {
  readonly module?: string;
}

function listActions(options: ListOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { registry } = await scope.orchestrator();
    const { plugins, faults } =
      options.module === undefined
        ? await usablePlugins(registry)
        : { plugins: [await registry.plugin(options.module)], faults: [] };
    tellFaults(scope.terminal, faults);
    const actions = plugins.flatMap((plugin) => Object.values(plugin.actions));
    if (scope.json) scope.terminal.json(actions.map(summary));
    else {
      const rows = actions.map((action) => [action.id, action.effects.join(' '), titleOf(action)]);
      scope.terminal.data(table(columnsBy('action', 'effects', 'what it does'), rows, scope.terminal.outWidth));
    }
    return 0;
  });
}

function showAction(address: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { registry } = await scope.orchestrator();
    const action = await findAction(registry, address);
    const shown = {
      ...summary(action),
      input_schema: inputSchema(action.input),
      output_schema: outputSchema(action.output),
      examples: action.examples ?? [],
    };
    if (scope.json) scope.terminal.json(shown);
    else {
      const { bold, dim } = scope.terminal.outColors;
      scope.terminal.data(`${bold(action.id)}  ${action.title}`);
      if (action.deprecated !== undefined) scope.terminal.data(deprecationText(action.module, action.deprecated));
      if (action.description !== undefined) scope.terminal.data(action.description);
      scope.terminal.data(
        dim(
          `effects: ${action.effects.join(', ') || 'none'}; ${action.idempotent ? 'may be run again without harm' : 'running it again has effects again'}`,
        ),
      );
      if (action.compensate !== undefined) {
        scope.terminal.data(dim(`undone by ${action.module}.${action.compensate} when a run is rolled back`));
      }
      scope.terminal.data(`\nparameters\n${members(shown.input_schema)}\n\nresult\n${members(shown.output_schema)}`);
      for (const example of shown.examples)
        scope.terminal.data(
          `\n${example.title}\n  codomyrmex task run ${action.id} --params '${JSON.stringify(example.input)}'`,
        );
    }
    return 0;
  });
}

/** @throws NotFoundError MODULE_NOT_FOUND · ACTION_NOT_FOUND, with what was probably meant. */
export async function findAction(registry: PluginRegistry, address: string): Promise<Action> {
  const split = address.lastIndexOf('.');
  const module = split < 0 ? address : address.slice(0, split);
  const name = address.slice(split + 1);
  await registry.plugin(module);
  const found = registry.action(module, name);
  if (typeof found === 'object') {
    if (!('kind' in found)) return found;
    throw refusedAction(found);
  }
  const names = registry.actionNames(module);
  throw new NotFoundError(`module "${module}" has no action "${name}"`, {
    code: 'ACTION_NOT_FOUND',
    suggestions: [didYouMean(name, names) ?? `Its actions are ${names.join(', ')}.`],
  });
}

const refusedAction = ({ id, effects }: RefusedAction): UsageError =>
  new UsageError(`${id} declares ${effects.join(', ')}, which is not allowed here`, {
    code: 'EFFECT_REFUSED',
    suggestions: ['allowed_effects of the configuration says what actions may do.'],
  });

/** The title, with a mark where the action is deprecated. */
export const titleOf = ({ title, deprecated }: Pick<Action, 'title' | 'deprecated'>): string =>
  deprecated === undefined
    ? title
    : `(deprecated${deprecated.use === undefined ? '' : `: use ${deprecated.use}`}) ${title}`;

const deprecationText = (module: string, { since, use }: NonNullable<Action['deprecated']>): string =>
  `deprecated since ${module} ${since}${use === undefined ? '' : `: use ${use} instead`}`;

function summary(action: Action) {
  const { id, module, name, title, description, effects, idempotent, isolation, timeout, deprecated, compensate } =
    action;
  return {
    id,
    module,
    name,
    title,
    description: description ?? null,
    effects,
    idempotent,
    isolation: isolation ?? 'none',
    timeout: timeout ?? null,
    compensate: compensate ?? null,
    deprecated: deprecated === undefined ? null : { since: deprecated.since, use: deprecated.use ?? null },
  };
}
