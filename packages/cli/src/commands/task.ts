import { UsageError } from '@codomyrmex/core';
import { definitionFrom, type RunDocument } from '@codomyrmex/engine';
import { Command } from 'commander';
import { carryRun } from '../carry-run.ts';
import { perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { tellWarnings } from '../output/warning-text.ts';
import { givenParameters } from '../parameters.ts';
import { safe } from '../terminal.ts';

interface TaskOptions extends CommonOptions {
  readonly param?: readonly string[];
  readonly params?: string;
  readonly timeout?: string;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function taskCommand(): Command {
  const command = new Command('task').description('single actions, without a workflow');
  common(command.command('run').argument('<module.action>').description('run one action once'))
    .option('--param <key=value>', 'a parameter; JSON where it is JSON, else text; may be repeated', collect)
    .option('--params <json>', 'parameters as a JSON object, or @FILE')
    .option('--project <folder>', 'the folder that the action works on')
    .option('--timeout <seconds>', 'time for the action')
    .action(runTask);
  return command;
}

function runTask(address: string, options: TaskOptions): Promise<void> {
  return perform(options, async (scope) => {
    const { module, action } = addressOf(address);
    const { parameters, textParameters } = givenParameters(options);
    const definition = definitionFrom(
      {
        name: `task-${action}`,
        steps: [
          {
            name: STEP,
            module,
            action,
            parameters: literal({ ...parameters, ...asJson(parameters, textParameters) }),
            max_retries: 0,
            ...(options.timeout !== undefined && { timeout: Number(options.timeout) }),
          },
        ],
      },
      address,
    );
    const orchestrator = await scope.orchestrator();
    const prepared = await orchestrator.prepare(definition, { workspace: scope.workspace });
    tellWarnings(scope.terminal, prepared.workflow.warnings);
    return carryRun(scope, () => orchestrator.start(prepared), {
      jsonl: false,
      document: taskDocument,
      shown: taskOutput,
    });
  });
}

const STEP = 'task';

function addressOf(address: string): { readonly module: string; readonly action: string } {
  const split = address.lastIndexOf('.');
  if (split > 0 && split < address.length - 1)
    return { module: address.slice(0, split), action: address.slice(split + 1) };
  throw new UsageError(`"${address}" is no address of an action`, {
    suggestions: ['Write MODULE.ACTION, such as shell.run.'],
  });
}

/** A `--param` is JSON where it can be read so (3, true, ["a"]), and text otherwise. */
function asJson(
  parameters: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, jsonOrText(String(parameters[name]))]));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What comes from the command line is a value: `{{` in it is text. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('{{', '\\{{');
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, literal(member)]));
}

const taskOutput = ({ results }: RunDocument): string => safe(JSON.stringify(results[STEP]?.output ?? null, null, 2));

/** The specification's answer to execute_task: `{ success, result, task_id }`, with how the task stands beside it. */
function taskDocument(document: RunDocument): object {
  const result = document.results[STEP];
  const { success = false, output = null, error = null, error_type = null, error_code = null } = result ?? {};
  const execution_time = result?.execution_time ?? document.execution_time;
  return {
    success,
    task_id: document.execution_id,
    status: result?.status ?? document.status,
    result: {
      success,
      data: output,
      error_message: error,
      error_type,
      error_code,
      execution_time,
      metadata: { attempts: result?.attempts ?? 0 },
    },
    output,
    error,
    error_type,
    error_code,
    execution_time,
  };
}
