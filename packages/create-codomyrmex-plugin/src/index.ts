/**
 * Makes the package of a new plugin.
 * @module create-codomyrmex-plugin
 */
export { type CreatedPlugin, type CreatePluginOptions, createPlugin } from './create-plugin.ts';
export { nextSteps } from './next-steps.ts';
export { type PluginName, pluginName } from './plugin-name.ts';
