/**
 * The `environment_setup` module: whether this machine has what a project needs.
 * @module @codomyrmex/plugin-environment-setup
 */
import { definePlugin } from '@codomyrmex/core';
import { checkApiKeys } from './check-api-keys.ts';
import { validateEnvironment } from './validate-environment.ts';

export const environmentSetup = definePlugin({
  module: 'environment_setup',
  version: '0.1.0',
  description: 'Whether this machine has what a project needs: programs, versions, room, keys.',
  entry: import.meta.url,
  actions: { validate_environment: validateEnvironment, check_api_keys: checkApiKeys },
  aliases: { check_environment: 'validate_environment' },
});

export default environmentSetup;
