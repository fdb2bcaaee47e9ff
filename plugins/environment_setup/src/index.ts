/**
 * The `environment_setup` module: whether this machine has what a project needs, and getting it.
 * @module @codomyrmex/plugin-environment-setup
 */
import { definePlugin } from '@codomyrmex/core';
import { checkAndSetupEnvVars } from './check-and-setup-env-vars.ts';
import { checkApiKeys } from './check-api-keys.ts';
import { checkDependencies } from './check-dependencies.ts';
import { ensureDependenciesInstalled } from './ensure-dependencies-installed.ts';
import { generateEnvironmentReport } from './generate-environment-report.ts';
import { installDependencies } from './install-dependencies.ts';
import { isUvAvailable } from './is-uv-available.ts';
import { validateEnvironment } from './validate-environment.ts';
import { validatePythonVersion } from './validate-python-version.ts';

export type { Dependency } from './dependencies/dependency.ts';
export type { Environment } from './environment.ts';

export const environmentSetup = definePlugin({
  module: 'environment_setup',
  version: '0.1.0',
  description:
    'Whether this machine has what a project needs: programs, dependencies, variables, room; and installing dependencies.',
  entry: import.meta.url,
  actions: {
    validate_environment: validateEnvironment,
    check_dependencies: checkDependencies,
    check_api_keys: checkApiKeys,
    check_and_setup_env_vars: checkAndSetupEnvVars,
    generate_environment_report: generateEnvironmentReport,
    install_dependencies: installDependencies,
    ensure_dependencies_installed: ensureDependenciesInstalled,
    is_uv_available: isUvAvailable,
    validate_python_version: validatePythonVersion,
  },
  aliases: { check_environment: 'validate_environment' },
});

export default environmentSetup;
