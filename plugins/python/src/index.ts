/**
 * The `python` module: functions of Python packages as actions, above all those of the Python Codomyrmex.
 * @module @codomyrmex/plugin-python
 */
import { definePlugin } from '@codomyrmex/core';
import { call } from './call.ts';
import { callMany } from './call-many.ts';
import { checkEnvironment } from './check-environment.ts';
import { describe } from './describe.ts';
import { listModules } from './list-modules.ts';
import { listTools } from './list-tools.ts';
import { settingsSchema } from './settings.ts';
import { version } from './version.ts';

export type { CallResult } from './call-result.ts';
export type { Description } from './describe.ts';
export { type DescribeOptions, describePythonModules } from './describe-python-modules.ts';
export type { DescribedFunction, DescribedModule } from './described-module.ts';
export type { BridgeContext } from './place.ts';
export { type PythonPluginOptions, type PythonPlugins, pythonPlugins } from './python-plugins.ts';
export type { FailureRule } from './returned-failure.ts';

export const python = definePlugin({
  module: 'python',
  version,
  description: 'Calls functions of Python packages, above all of the Python Codomyrmex.',
  entry: import.meta.url,
  config: settingsSchema,
  actions: {
    call,
    call_many: callMany,
    describe,
    list_modules: listModules,
    list_tools: listTools,
    check_environment: checkEnvironment,
  },
  aliases: { batch: 'call_many' },
});

export default python;
