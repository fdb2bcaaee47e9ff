/**
 * The `environment_setup` module: whether this machine has what a project needs.
 * @module @codomyrmex/plugin-environment-setup
 */
import { definePlugin } from '@codomyrmex/core';
import { checkAndSetupEnvVars } from './check-and-setup-env-vars.ts';
import { checkApiKeys } from './check-api-keys.ts';
import { checkDependencies } from './check-dependencies.ts';
import { generateEnvironmentReport } from './generate-environment-report.ts';
import { validateEnvironment } from './validate-environment.ts';

export type { Dependency } from './dependencies/dependency.ts';
export type { Environment } from './environment.ts';

export const environmentSetup = definePlugin({
  module: 'environment_setup',
  version: '0.1.0',
  description: 'Whether this machine has what a project needs: programs, dependencies, variables, room.',
  entry: import.meta.url,
  actions: {
    validate_environment: validateEnvironment,
    check_dependencies: checkDependencies,
    check_api_keys: checkApiKeys,
    check_and_setup_env_vars: checkAndSetupEnvVars,
    generate_environment_report: generateEnvironmentReport,
  },
  aliases: { check_environment: 'validate_environment' },
});

export default environmentSetup;
