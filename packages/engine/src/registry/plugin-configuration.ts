import { type Plugin, type Problem, problemPath, UsageError } from '@codomyrmex/core';
import { deepFrozen } from '../effects/deep-frozen.ts';

/** What the configuration says for plugins, read by their schemas; each once, when its plugin is first used. */
export class PluginConfiguration {
  readonly #written: Readonly<Record<string, unknown>>;
  readonly #read = new Map<string, unknown>();

  constructor(written: Readonly<Record<string, unknown>> = {}) {
    this.#written = written;
  }

  /** @throws UsageError INVALID_CONFIGURATION with every fault. */
  read({ module, config }: Plugin): void {
    if (this.#read.has(module)) return;
    const written = Object.hasOwn(this.#written, module) ? this.#written[module] : undefined;
    if (config === undefined) {
      if (written !== undefined) throw invalid(module, [fault([], 'this plugin has no configuration')]);
      return;
    }
    const result = config.safeParse(written ?? {});
    if (!result.success) {
      throw invalid(
        module,
        result.error.issues.map(({ path, message }) => fault(path, message)),
      );
    }
    // All actions of the plugin share it.
    this.#read.set(module, deepFrozen(result.data));
  }

  of(module: string): unknown {
    return this.#read.get(module);
  }
}

const fault = (path: readonly PropertyKey[], message: string): Problem => ({
  code: 'invalid_configuration',
  message,
  path: problemPath(path),
});

function invalid(module: string, problems: readonly Problem[]): UsageError {
  const told = problems.map(({ path, message }) => `plugins.${module}${path === '' ? '' : `.${path}`}: ${message}`);
  return new UsageError(`the configuration of plugin "${module}" is not valid: ${told.join('; ')}`, {
    code: 'INVALID_CONFIGURATION',
    details: { module },
    suggestions: [`codomyrmex plugin info ${module} shows what can be configured.`],
  });
}
