import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ActionDefinition, ActionError, type HeldResource, type LogLevel, whyNotJson } from '@codomyrmex/core';
import {
  type ActionPowers,
  type ActionTraits,
  AttemptContext,
  type ProgressReport,
  taskArtifacts,
} from '@codomyrmex/engine';
import * as z from 'zod';

export interface RunActionOptions {
  /** The folder that the action works on; a fresh empty one, removed afterwards, unless given. */
  readonly workspace?: string;
  /** Stops the action with the signal's reason, as a timeout or cancel does. */
  readonly signal?: AbortSignal;
  /** What the action finds that it holds; nothing unless given. */
  readonly resources?: readonly HeldResource[];
  /** What `secrets` gives, by name; nothing unless given. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What a project writes for the plugin, read by the action's schema of it; nothing, which has every default, unless given. */
  readonly config?: unknown;
  /** Addresses that `http` may reach beside public ones, such as 127.0.0.1 for a server of the test. */
  readonly allowedAddresses?: readonly string[];
  /** Counted from 1; 1 unless given. */
  readonly attempt?: number;
  /** Milliseconds since the epoch; the machine's clock unless given. */
  readonly now?: () => number;
  /** In [0, 1); `Math.random` unless given. */
  readonly random?: () => number;
  /** Called with every line as it is logged. */
  readonly onLog?: (line: LoggedLine) => void;
  /** Looks at artifacts and workspace when the action is done, before they are removed. */
  readonly inspect?: (folders: { readonly workspace: string; readonly artifacts: string }) => void | Promise<void>;
}

export interface LoggedLine {
  readonly level: LogLevel;
  readonly message: string;
}

export interface RanAction<Output> {
  /** What the action gave, as its output schema reads it. */
  readonly output: Output;
  readonly logs: readonly LoggedLine[];
  readonly progress: readonly ProgressReport[];
}

/**
 * Runs one attempt of an action as the engine does: parameters parsed by its input schema, a context with real commands and
 * files, the result parsed by its output schema. Artifacts go to a temporary folder that is removed afterwards.
 * @throws ActionError INVALID_PARAMETERS, INVALID_CONFIGURATION, INVALID_OUTPUT, and whatever the action throws.
 */
export async function runAction<Input extends z.ZodType, Output extends z.ZodType>(
  action: ActionDefinition<Input, Output>,
  input: z.input<Input>,
  options: RunActionOptions = {},
): Promise<RanAction<z.output<Output>>> {
  const parameters = parsed(action.input, input, { what: 'parameters', code: 'INVALID_PARAMETERS' });
  const config = configurationOf(action, options);
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-action-'));
  const workspace = options.workspace === undefined ? join(folder, 'workspace') : resolve(options.workspace);
  const logs: LoggedLine[] = [];
  const progress: ProgressReport[] = [];
  const context = attemptContext({
    folder,
    workspace,
    logs,
    progress,
    options: { ...options, config },
    action: traitsOf(action),
  });
  const { signal } = options;
  const onAbort = (): void => context.abort(signal?.reason);
  try {
    if (options.workspace === undefined) await mkdir(workspace);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', onAbort, { once: true });
    const result = await settled(context, () => action.run(context, parameters));
    refuseUnlessJson(result);
    const output = parsed(action.output, result, { what: 'output', code: 'INVALID_OUTPUT' });
    await options.inspect?.({ workspace, artifacts: await context.artifacts.folder() });
    return { output, logs, progress };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Collected {
  readonly folder: string;
  readonly workspace: string;
  readonly logs: LoggedLine[];
  readonly progress: ProgressReport[];
  readonly options: RunActionOptions;
  readonly action: ActionTraits;
}

function configurationOf({ config: schema }: ActionDefinition, { config }: RunActionOptions): unknown {
  if (schema === undefined) return config;
  return parsed(schema, config ?? {}, { what: 'configuration', code: 'INVALID_CONFIGURATION' });
}

/** An action that is in no plugin yet has no address. */
function traitsOf({ effects, secrets, ...rest }: ActionDefinition): ActionTraits {
  const id = 'id' in rest && typeof rest.id === 'string' ? rest.id : 'the action';
  const module = id.split('.', 1)[0] ?? '';
  return { id, module, effects, ...(secrets !== undefined && { secrets }) };
}

function attemptContext({ folder, workspace, logs, progress, options, action }: Collected): AttemptContext {
  const line = (level: LogLevel) => (message: string) => {
    logs.push({ level, message });
    options.onLog?.({ level, message });
  };
  const log = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    end: async () => {},
  };
  return new AttemptContext(
    {
      run: 'test',
      workspace,
      clock: { now: options.now ?? Date.now },
      random: options.random ?? Math.random,
      log: () => log,
      artifacts: (task) => taskArtifacts(folder, 'test', task),
      progress: (_task, _attempt, report) => progress.push(report),
      powers: powersOf(options),
    },
    'step',
    options.attempt ?? 1,
    { resources: () => options.resources ?? [], work: { action } },
  );
}

function powersOf({ secrets = {}, config, allowedAddresses = [] }: RunActionOptions): ActionPowers {
  const give = (name: string): string | undefined => (Object.hasOwn(secrets, name) ? secrets[name] : undefined);
  return { secrets: { give }, config: () => config, allowedAddresses };
}

/** The action's result, after everything that it started has ended. */
async function settled(context: AttemptContext, run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } finally {
    await context.end();
  }
}

/** What the engine keeps must survive JSON; looked at first, because a schema would run getters. */
function refuseUnlessJson(result: unknown): void {
  const why = whyNotJson(result);
  if (why === undefined) return;
  throw new ActionError(`the action's output cannot be kept: ${why}`, { code: 'INVALID_OUTPUT', retryable: false });
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  { what, code }: { what: string; code: 'INVALID_PARAMETERS' | 'INVALID_CONFIGURATION' | 'INVALID_OUTPUT' },
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ActionError(`the action's schema refuses its ${what}:\n${z.prettifyError(result.error)}`, {
    code,
    retryable: false,
  });
}
