import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder that marks a project and holds its data. */
export const DATA_FOLDER = '.codomyrmex';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** This process's environment; the one place that reads it. */
export const environmentVariables = (): Environment => process.env;

/** Where secrets come from unless an embedder has a better place. */
export const environmentSecret = (name: string): string | undefined => process.env[name];

/** What the environment says beside the keys of the configuration, which `configuration` reads. */
export interface EnvironmentConfig {
  /** CODOMYRMEX_ORCHESTRATION_DIR */
  readonly dataFolder: string | undefined;
  /** CODOMYRMEX_CONFIG: the configuration file. */
  readonly config: string | undefined;
  /**
   * How the person at the keyboard calls the command line, for the commands that it suggests: CODOMYRMEX_COMMAND, else by `npx` or
   * `pnpm exec` where these say that it was called so.
   */
  readonly command: string | undefined;
}

export function environmentConfig(environment: Environment = environmentVariables()): EnvironmentConfig {
  return {
    dataFolder: environment.CODOMYRMEX_ORCHESTRATION_DIR || undefined,
    config: environment.CODOMYRMEX_CONFIG || undefined,
    command: environment.CODOMYRMEX_COMMAND || runnerCommand(environment),
  };
}

function runnerCommand({ npm_command: command, npm_config_user_agent: agent = '' }: Environment): string | undefined {
  if (command !== 'exec') return undefined;
  return agent.startsWith('pnpm/') ? 'pnpm exec codomyrmex' : 'npx codomyrmex';
}

/** The nearest folder from `start` upward that has a data folder, else `start`. */
export function projectRoot(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, DATA_FOLDER))) return folder;
    if (dirname(folder) === folder) return resolve(start);
  }
}
