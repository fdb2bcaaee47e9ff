import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Isolation, isolations, NotFoundError, UsageError } from '@codomyrmex/core';
import { builtInPlugins } from '../built-in-plugins.ts';
import { type CommandScope, perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { consent } from '../plugins/consent.ts';
import { packageFolder, trustFile } from '../plugins/installed-plugins.ts';
import type { LockedPlugin } from '../plugins/locked-plugin.ts';
import { readPluginLock, writePluginLock } from '../plugins/plugin-lock.ts';
import { type PluginPackage, readPluginPackage } from '../plugins/plugin-package.ts';
import { addedTerms, isNothing, termsOf, termsText } from '../plugins/plugin-terms.ts';
import { removePlugin, stagePlugin } from '../plugins/staged-plugin.ts';
import { trust } from '../plugins/trusted-plugins.ts';
import { safe } from '../terminal.ts';

export interface AddOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly link?: boolean;
  readonly isolation?: string;
}

export function addPlugin(spec: string, options: AddOptions): Promise<void> {
  return perform(options, async (scope) => {
    const isolation = isolationOf(options.isolation);
    const candidate =
      options.link === true ? await linked(scope, spec, isolation) : await staged(scope, spec, isolation);
    const { plugin } = candidate;
    await placedAfter(candidate, async () => {
      refuseTaken(scope, plugin);
      refuseEffects(scope, plugin);
      tell(scope, plugin);
      await consent(`Add ${plugin.package}?`, options.yes === true);
    });
    await writePluginLock(scope.dataFolder, [...others(scope, plugin.module), plugin]);
    return done(scope, plugin, 'added');
  });
}

export function removePluginCommand(written: string, options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const plugin = addedPlugin(scope, written);
    await writePluginLock(scope.dataFolder, others(scope, plugin.module));
    removePlugin(scope.dataFolder, plugin.module);
    return done(scope, plugin, 'removed');
  });
}

export interface UpdateOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly to?: string;
}

export function updatePlugin(written: string, options: UpdateOptions): Promise<void> {
  return perform(options, async (scope) => {
    const before = addedPlugin(scope, written);
    if (before.link !== null) {
      throw new UsageError(
        `plugin "${before.module}" is used where it is, in ${packageFolder(scope.dataFolder, before)}: there is nothing to fetch`,
        {
          suggestions: [
            'Build it there, and codomyrmex has it.',
            `To use a copy of it instead: codomyrmex plugin remove ${before.module}, and add it without --link.`,
          ],
        },
      );
    }
    const candidate = await staged(scope, options.to ?? newest(scope, before), before.isolation);
    const { plugin } = candidate;
    if (plugin.module === before.module && plugin.integrity === before.integrity) {
      candidate.discard();
      return done(scope, plugin, 'is up to date');
    }
    await placedAfter(candidate, async () => {
      if (plugin.module !== before.module) throw otherModule(before, plugin);
      refuseEffects(scope, plugin);
      await askForMore(scope, before, plugin, options.yes === true);
    });
    await writePluginLock(scope.dataFolder, [...others(scope, plugin.module), plugin]);
    return done(scope, plugin, `updated from ${before.version}`);
  });
}

export interface InstallOptions extends CommonOptions {
  readonly yes?: boolean;
}

/** Brings what the lock file names to a machine, or a person, that has only the file. */
export function installPlugins(options: InstallOptions): Promise<void> {
  return perform(options, async (scope) => {
    const installed: LockedPlugin[] = [];
    for (const locked of readPluginLock(scope.dataFolder)) {
      if (locked.link !== null) continue;
      const candidate = await staged(scope, pinned(scope, locked), locked.isolation);
      const { plugin } = candidate;
      await placedAfter(candidate, async () => {
        if (plugin.integrity !== locked.integrity) throw otherContent(locked);
        tell(scope, plugin);
        await consent(`Install ${plugin.package}?`, options.yes === true);
      });
      installed.push(plugin);
      scope.terminal.note(`installed ${locked.package} ${locked.version}`);
    }
    if (scope.json) scope.terminal.json({ success: true, installed: installed.map(({ module }) => module) });
    return 0;
  });
}

interface Candidate {
  readonly plugin: LockedPlugin;
  readonly place: () => void;
  readonly discard: () => void;
}

/** Puts it in its place when nothing is said against it; else nothing of it is left. */
async function placedAfter({ place, discard }: Candidate, look: () => Promise<void>): Promise<void> {
  try {
    await look();
    place();
  } catch (error) {
    discard();
    throw error;
  }
}

async function staged(scope: CommandScope, spec: string, isolation: Isolation): Promise<Candidate> {
  scope.terminal.note(`fetching ${spec} …`);
  const found = await stagePlugin(scope.dataFolder, spec);
  const source = existsSync(spec) ? `${FILE}${relative(scope.dataFolder, resolve(spec))}` : spec;
  return {
    plugin: lockedOf(found.package, { source, integrity: found.integrity, link: null, isolation }),
    place: () => found.place(),
    discard: () => found.discard(),
  };
}

async function linked(scope: CommandScope, folder: string, isolation: Isolation): Promise<Candidate> {
  const found = readPluginPackage(resolve(folder));
  const link = relative(scope.dataFolder, found.folder);
  const plugin = lockedOf(found, { source: link, integrity: null, link, isolation });
  return { plugin, place: () => trust(trustFile(scope.dataFolder, plugin)), discard: () => {} };
}

function lockedOf(
  { name, version, core, manifest }: PluginPackage,
  pin: Pick<LockedPlugin, 'source' | 'integrity' | 'link' | 'isolation'>,
): LockedPlugin {
  const { effects, secrets, hooks } = termsOf(manifest);
  return {
    module: manifest.module,
    package: name,
    version,
    ...pin,
    core: core ?? null,
    effects: [...effects],
    secrets: [...secrets],
    hooks: [...hooks],
  };
}

function tell({ terminal, json }: CommandScope, plugin: LockedPlugin): void {
  const text = `${plugin.package} ${plugin.version}, module "${plugin.module}"\n${termsText(plugin, plugin.isolation)}`;
  if (!json) terminal.note(safe(text));
}

async function askForMore(
  scope: CommandScope,
  before: LockedPlugin,
  now: LockedPlugin,
  isGiven: boolean,
): Promise<void> {
  const added = addedTerms(before, now);
  if (isNothing(added)) return;
  scope.terminal.note(
    safe(`${now.package} ${now.version} asks for more than ${before.version}:\n${termsText(added, now.isolation)}`),
  );
  await consent(`Update ${now.package}?`, isGiven);
}

function isolationOf(written = 'none'): Isolation {
  const found = isolations.find((isolation) => isolation === written);
  if (found !== undefined) return found;
  throw new UsageError(`"${written}" is no isolation`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [`It is one of ${isolations.join(', ')}.`],
  });
}

function refuseTaken({ dataFolder }: CommandScope, { module, package: name }: LockedPlugin): void {
  const shipped = builtInPlugins.find((one) => one.module === module)?.package;
  const added = readPluginLock(dataFolder).find((one) => one.module === module)?.package;
  const owner = shipped ?? (added === name ? undefined : added);
  if (owner === undefined) return;
  throw new UsageError(`${name} claims the module "${module}", which is that of ${owner}`, {
    code: 'MODULE_TAKEN',
    details: { module, packages: [owner, name] },
    suggestions: [shipped === undefined ? `codomyrmex plugin remove ${module}` : 'Its author gives it another name.'],
  });
}

function refuseEffects({ configuration }: CommandScope, { package: name, effects }: LockedPlugin): void {
  const { allowedEffects } = configuration;
  const refused = allowedEffects === undefined ? [] : effects.filter((effect) => !allowedEffects.includes(effect));
  if (refused.length === 0) return;
  throw new UsageError(`${name} does what allowed_effects of the configuration does not allow: ${refused.join(', ')}`, {
    code: 'EFFECT_REFUSED',
    details: { effects: refused },
    suggestions: ['allowed_effects of the configuration says what actions may do.'],
  });
}

function addedPlugin({ dataFolder }: CommandScope, written: string): LockedPlugin {
  const plugins = readPluginLock(dataFolder);
  const found = plugins.find(({ module, package: name }) => module === written || name === written);
  if (found !== undefined) return found;
  const shipped = builtInPlugins.find(({ module, package: name }) => module === written || name === written);
  const known = plugins.map(({ module }) => module).join(', ') || 'none';
  throw new NotFoundError(`no plugin "${written}" was added here`, {
    code: 'PLUGIN_NOT_FOUND',
    suggestions: [
      ...(shipped === undefined ? [] : [`${shipped.module} came with codomyrmex, and stays and changes with it.`]),
      `Added: ${known}`,
    ],
  });
}

const others = ({ dataFolder }: CommandScope, module: string): readonly LockedPlugin[] =>
  readPluginLock(dataFolder).filter((plugin) => plugin.module !== module);

/** A name without its version stands for the newest; anything else for what is there now. */
const newest = (scope: CommandScope, locked: LockedPlugin): string => specOf(scope, locked, 'latest');

const pinned = (scope: CommandScope, locked: LockedPlugin): string => specOf(scope, locked, locked.version);

function specOf(scope: CommandScope, locked: LockedPlugin, version: string): string {
  const { source, package: name } = locked;
  if (source.startsWith(FILE)) return placeOf(scope, locked);
  return source === name || source.startsWith(`${name}@`) ? `${name}@${version}` : source;
}

function placeOf({ dataFolder }: CommandScope, { module, source, version }: LockedPlugin): string {
  const path = resolve(dataFolder, source.slice(FILE.length));
  if (existsSync(path)) return path;
  throw new UsageError(`${path} is gone, and plugin "${module}" ${version} was added from there`, {
    code: 'PLUGIN_UNUSABLE',
    suggestions: ['Put it there again.', `Or from elsewhere: codomyrmex plugin update ${module} --to PACKAGE`],
  });
}

/** Before the path of a tarball or folder, from the data folder. */
const FILE = 'file:';

const otherModule = (before: LockedPlugin, now: LockedPlugin): UsageError =>
  new UsageError(`${now.package} ${now.version} offers the module "${now.module}", not "${before.module}"`, {
    code: 'PLUGIN_UNUSABLE',
    suggestions: [`codomyrmex plugin remove ${before.module}, and add the other.`],
  });

const otherContent = ({ package: name, version, source }: LockedPlugin): UsageError =>
  new UsageError(`${name} ${version} from ${source} is not what was added: its content differs from the lock file`, {
    code: 'INTEGRITY_MISMATCH',
    suggestions: ['Somebody has changed it. Look at it, and then: codomyrmex plugin update.'],
  });

function done({ terminal, json }: CommandScope, plugin: LockedPlugin, what: string): number {
  if (json) terminal.json({ success: true, what, plugin });
  else terminal.data(`${plugin.package} ${plugin.version} (module "${plugin.module}") ${what}`);
  return 0;
}
