import { isDeepStrictEqual } from 'node:util';
import { apiVersion, effects, exportedPlugin, isPlugin } from '@codomyrmex/core';
import { createHooks, hookNames, tapPlaces } from '@codomyrmex/core/hooks';
import { manifestOf } from '@codomyrmex/core/manifest';
import * as z from 'zod';
import { type Check, ofEachAction } from './check.ts';

const LONGEST_TITLE = 80;
const SEMVER = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** What can be seen without running an action. */
export const declarationChecks: readonly Check[] = [
  { name: 'it is what definePlugin gives', find: ({ plugin }) => (isPlugin(plugin) ? [] : ['it is no plugin']) },
  {
    name: 'it speaks this version of the contract',
    find: ({ plugin }) =>
      plugin.apiVersion === apiVersion ? [] : [`it speaks version ${plugin.apiVersion}, and this is ${apiVersion}`],
  },
  {
    name: 'its version is one',
    find: ({ plugin }) => (SEMVER.test(plugin.version) ? [] : [`"${plugin.version}" is no version: write 1.2.3`]),
  },
  {
    name: 'it says what it is for',
    find: ({ plugin }) => (plugin.description.trim() === '' ? ['its description is empty'] : []),
  },
  {
    name: 'its entry exports it by default',
    find: async ({ plugin }) => {
      if (!plugin.entry.startsWith('file:')) return [`its entry ${plugin.entry} is no file: write import.meta.url`];
      const loaded = await importedEntry(plugin.entry);
      if (loaded === 'unreadable') return [];
      return exportedPlugin(loaded)?.module === plugin.module ? [] : [`${plugin.entry} does not export it by default`];
    },
  },
  {
    name: 'it does something',
    find: ({ plugin }) =>
      Object.keys(plugin.actions).length === 0 && plugin.taps === undefined ? ['it has neither actions nor taps'] : [],
  },
  {
    name: 'its manifest can be made',
    find: ({ plugin }) => {
      manifestOf(plugin, { package: plugin.module });
      return [];
    },
  },
  {
    name: 'its manifest is fresh',
    find: ({ manifest, written }) => {
      if (written === undefined || manifest === undefined) return [];
      const now: unknown = JSON.parse(JSON.stringify(manifest));
      return isDeepStrictEqual(now, written) ? [] : ['codomyrmex.json tells of other code: run codomyrmex-manifest'];
    },
  },
  {
    name: 'its aliases lead to actions',
    find: ({ plugin: { aliases, actions } }) =>
      Object.entries(aliases).flatMap(([alias, name]) => {
        if (!Object.hasOwn(actions, name)) return [`alias "${alias}" leads to "${name}", which is no action`];
        return Object.hasOwn(actions, alias) ? [`alias "${alias}" hides the action of that name`] : [];
      }),
  },
  {
    name: 'its taps bear its name',
    find: ({ plugin }) => {
      if (plugin.taps === undefined) return [];
      const hooks = createHooks();
      plugin.taps(hooks, plugin.config?.safeParse({}).data);
      return hookNames.flatMap((hook) =>
        tapPlaces(hooks, hook).flatMap(({ name }) =>
          name === plugin.module ? [] : [`it taps "${hook}" as "${name}", not as "${plugin.module}"`],
        ),
      );
    },
  },
  {
    name: 'it can be used without a configuration',
    find: ({ plugin }) => {
      const read = plugin.config?.safeParse({});
      return read === undefined || read.success
        ? []
        : [`an empty configuration is refused: ${z.prettifyError(read.error)}`];
    },
  },
];

/** What an action says of itself. */
export const actionChecks: readonly Check[] = [
  ofEachAction('every action has a short title', ({ title }) => {
    if (title.trim() === '') return 'has no title';
    return title.length > LONGEST_TITLE
      ? `has a title of ${title.length} characters: at most ${LONGEST_TITLE}`
      : undefined;
  }),
  ofEachAction('every effect is one, named once', ({ effects: declared }) => {
    const unknown = declared.filter((effect) => !effects.includes(effect));
    if (unknown.length > 0) return `declares ${unknown.join(', ')}: effects are ${effects.join(', ')}`;
    return new Set(declared).size === declared.length ? undefined : 'declares an effect twice';
  }),
  ofEachAction('secrets are named as variables', ({ secrets = [] }) => {
    const odd = secrets.find((name) => !/^[A-Z][A-Z0-9_]*$/.test(name));
    return odd === undefined
      ? undefined
      : `names the secret "${odd}": write it as an environment variable, in capitals`;
  }),
  ofEachAction('a timeout is a time', ({ timeout }) =>
    timeout === undefined || (Number.isFinite(timeout) && timeout > 0) ? undefined : `has a timeout of ${timeout} s`,
  ),
  ofEachAction('limits go with an isolation', ({ limits, isolation = 'none' }) =>
    limits !== undefined && isolation === 'none'
      ? 'has limits, and no isolation that could hold it to them'
      : undefined,
  ),
  ofEachAction('what is deprecated says since when', ({ deprecated }) => {
    if (deprecated === undefined) return undefined;
    if (!SEMVER.test(deprecated.since)) return `is deprecated since "${deprecated.since}", which is no version`;
    const { use } = deprecated;
    return use === undefined || /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(use)
      ? undefined
      : `names "${use}" to use instead: write module.action`;
  }),
  ofEachAction('every action has an example', ({ examples = [] }) =>
    examples.length === 0 ? 'has no example' : undefined,
  ),
  ofEachAction('examples fit', ({ input, examples = [] }) => {
    const wrong = examples.find((example) => !input.safeParse(example.input).success);
    return wrong === undefined ? undefined : `has an example that does not fit its input: "${wrong.title}"`;
  }),
];

const LOAD_MS = 5_000;

/**
 * `unreadable` where only the test's runner reads TypeScript, and Node does not: codomyrmex-manifest then looks at what is built.
 * @throws Error when it does not end: a test in the entry itself would wait for itself.
 */
async function importedEntry(entry: string): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const why = `${entry} is not loaded after ${LOAD_MS / 1_000} s: it must not wait for the test that looks at it`;
    timer = setTimeout(() => reject(new Error(why)), LOAD_MS);
  });
  try {
    return await Promise.race([import(entry), late]);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[mc]?ts$/.test(entry)) return 'unreadable';
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
