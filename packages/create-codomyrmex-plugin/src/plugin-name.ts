import { UsageError } from '@codomyrmex/core';

/** The names of a new plugin. */
export interface PluginName {
  /** The npm package: `codomyrmex-plugin-weather`, `@acme/codomyrmex-plugin-weather`. */
  readonly package: string;
  /** The module in workflow files: `weather`. */
  readonly module: string;
}

const PREFIX = 'codomyrmex-plugin-';
const MAX_MODULE = 64;
/** npm takes no longer names. */
const MAX_PACKAGE = 214;

/**
 * Reads `weather`, `codomyrmex-plugin-weather` or `@acme/weather` as the names of a plugin.
 * @throws UsageError INVALID_PARAMETERS for what can be no package, or no module.
 */
export function pluginName(written: string): PluginName {
  const match = /^(?:(@[a-z0-9][a-z0-9._-]*)\/)?([a-z][a-z0-9-]*(?:_[a-z0-9-]+)*)$/.exec(written);
  if (match === null) throw unusable(written, 'write it in small letters, digits and hyphens, beginning with a letter');
  const [, scope, last = ''] = match;
  const bare = (last.startsWith(PREFIX) ? last.slice(PREFIX.length) : last).replaceAll('_', '-').replace(/-+$/, '');
  const module = bare.replaceAll(/-+/g, '_');
  if (!/^[a-z][a-z0-9_]*$/.test(module) || module.length > MAX_MODULE) {
    throw unusable(
      written,
      `its module would be "${module}": that begins with a letter and has at most ${MAX_MODULE} characters`,
    );
  }
  const name = `${scope === undefined ? '' : `${scope}/`}${PREFIX}${bare}`;
  if (name.length > MAX_PACKAGE) throw unusable(written, `npm takes at most ${MAX_PACKAGE} characters`);
  return { package: name, module };
}

const unusable = (written: string, why: string): UsageError =>
  new UsageError(`${JSON.stringify(written.slice(0, 100))} cannot be the name of a plugin: ${why}`, {
    code: 'INVALID_PARAMETERS',
    suggestions: ['Names are like weather, codomyrmex-plugin-weather, @acme/weather.'],
  });
