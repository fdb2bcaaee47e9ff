import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exportedPlugin, UsageError } from '@codomyrmex/core';
import { loadFault } from '@codomyrmex/core/manifest';
import type { PluginSource } from '@codomyrmex/engine';
import { linkHostPackages } from './host-packages.ts';
import type { LockedPlugin } from './locked-plugin.ts';
import { pluginsFolder, readPluginLock } from './plugin-lock.ts';
import { type PluginPackage, readPluginPackage } from './plugin-package.ts';
import { isTrusted } from './trusted-plugins.ts';

/** The plugins that were added to a data folder. Only the lock file is read; a plugin that is not there fails when it is needed. */
export function installedPlugins(dataFolder: string): readonly PluginSource[] {
  return readPluginLock(dataFolder).map((locked) => sourceOf(dataFolder, locked));
}

/** Where the package of a plugin is. */
export function packageFolder(dataFolder: string, { module, package: name, link }: LockedPlugin): string {
  if (link !== null) return resolve(dataFolder, link);
  return join(moduleFolder(dataFolder, module), 'node_modules', name);
}

/** The file that bears this person's yes to a plugin. */
export function trustFile(dataFolder: string, { module, link }: Pick<LockedPlugin, 'module' | 'link'>): string {
  const folder = link === null ? moduleFolder(dataFolder, module) : join(pluginsFolder(dataFolder), '.linked', module);
  return join(folder, MARKER);
}

/** Says that a folder is ours. */
export const MARKER = '.codomyrmex-plugin';

/** The folder of a plugin with all that it depends on. */
export const moduleFolder = (dataFolder: string, module: string): string => join(pluginsFolder(dataFolder), module);

function sourceOf(dataFolder: string, locked: LockedPlugin): PluginSource {
  let read: PluginPackage | undefined;
  const found = (): PluginPackage => {
    read ??= present(dataFolder, locked);
    return read;
  };
  return {
    module: locked.module,
    package: locked.package,
    core: locked.core ?? undefined,
    isolation: locked.isolation,
    load: async () => {
      requireTrust(dataFolder, locked);
      return imported(locked, found());
    },
    described: {
      get hasTaps() {
        return (locked.link === null ? locked.hooks : linkedHooks(locked, found)).length > 0;
      },
      manifest: () => found().manifest,
      entry: () => {
        requireTrust(dataFolder, locked);
        return found().entry;
      },
    },
  };
}

/** @throws UsageError PLUGIN_NOT_TRUSTED, before any of its code is run. */
function requireTrust(dataFolder: string, locked: LockedPlugin): void {
  if (isTrusted(trustFile(dataFolder, locked))) return;
  const { module, package: name, link } = locked;
  throw new UsageError(`plugin "${module}" (${name}) was not added by you on this machine: its code is not run`, {
    code: 'PLUGIN_NOT_TRUSTED',
    suggestions: [
      link === null
        ? 'codomyrmex plugin install shows what it does, and fetches it as the lock file pins it.'
        : `codomyrmex plugin add ${link} --link`,
    ],
  });
}

/** What is built anew where it is may have come to tap hooks since it was added. */
function linkedHooks({ hooks }: LockedPlugin, found: () => PluginPackage): readonly unknown[] {
  try {
    return found().manifest.hooks;
  } catch {
    // Whoever needs it is told.
    return hooks;
  }
}

async function imported({ module, link }: LockedPlugin, { name, folder, entry }: PluginPackage): Promise<unknown> {
  try {
    return exportedPlugin(await import(entry));
  } catch (cause) {
    const { why, suggestions } = loadFault(cause, { folder, entry });
    throw new UsageError(`plugin "${module}" (${name}) cannot be loaded: ${why}`, {
      code: 'PLUGIN_UNUSABLE',
      cause,
      suggestions: [...suggestions, ...(link === null ? ['codomyrmex plugin install fetches it anew.'] : [])],
    });
  }
}

const adviceWithout = (folder: string, { module }: LockedPlugin): readonly string[] => [
  `It was used where it is, and its folder ${folder} is gone: put it there again.`,
  `Or, where it has moved: codomyrmex plugin add ITS_FOLDER --link. To do without it: codomyrmex plugin remove ${module}`,
];

function present(dataFolder: string, locked: LockedPlugin): PluginPackage {
  const folder = packageFolder(dataFolder, locked);
  if (!existsSync(folder)) {
    throw new UsageError(`plugin "${locked.module}" (${locked.package} ${locked.version}) is not installed here`, {
      code: 'PLUGIN_UNUSABLE',
      details: { folder },
      suggestions: locked.link === null ? ['codomyrmex plugin install'] : adviceWithout(folder, locked),
    });
  }
  if (locked.link === null) linkHostPackages(moduleFolder(dataFolder, locked.module));
  const found = readPluginPackage(folder);
  if (locked.link !== null || found.version === locked.version) return found;
  throw new UsageError(
    `plugin "${locked.module}" is ${found.version} on this machine, and the lock file says ${locked.version}`,
    { code: 'PLUGIN_UNUSABLE', suggestions: ['codomyrmex plugin install'] },
  );
}
