import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPlugin, type Plugin } from '@codomyrmex/core';
import { type PluginManifest, pluginManifestSchema } from '@codomyrmex/core/manifest';
import { checkConformance, expectConformance } from '@codomyrmex/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { builtInPlugins } from '../src/built-in-plugins.ts';

type Source = (typeof builtInPlugins)[number];

/** Checks that a plugin does not hold to, with the reason. One that it holds to after all fails. */
const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

/** Parameters of which the manifest says more than the schema: the action reads them by hand, and refuses the rest itself. */
const readByHand: Readonly<Record<string, readonly string[]>> = {
  // What is wrong with a million values is told by its place, and their number before their content.
  data_visualization: ['data'],
};

const sources = builtInPlugins.map((source) => [source.module, source] as const);
const exceptionsOf = (module: string): Readonly<Record<string, string>> => exceptions[module] ?? {};

async function loaded({ module, load }: Source): Promise<Plugin> {
  const plugin = await load();
  if (!isPlugin(plugin)) throw new Error(`${module} loads no plugin`);
  return plugin;
}

function describedBy({ module, described }: Source): NonNullable<Source['described']> {
  if (described === undefined) throw new Error(`${module} is not described`);
  return described;
}

const manifestBy = (source: Source): PluginManifest => pluginManifestSchema.parse(describedBy(source).manifest());

describe('plugins that come with the command line', () => {
  it('given the folder of plugins, then every one of them comes along', () => {
    const folder = new URL('../../../plugins/', import.meta.url);
    const modules = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/package.json`, folder)));
    expect(builtInPlugins.map(({ module }) => module)).toEqual(modules.sort());
  });

  it.each(sources)('given %s and its manifest, when it is looked at, then it conforms', async (module, source) => {
    const manifest = describedBy(source).manifest();
    await expectConformance(await loaded(source), { manifest, except: exceptionsOf(module) });
  });

  it('given the exceptions, when their plugins are looked at, then each is still needed', async () => {
    for (const [module, excepted] of Object.entries(exceptions)) {
      const source = builtInPlugins.find((each) => each.module === module);
      if (source === undefined) throw new Error(`there is no plugin ${module} to except`);
      const results = await checkConformance(await loaded(source), { manifest: describedBy(source).manifest() });
      const broken = results.filter(({ findings }) => findings.length > 0).map(({ check }) => check);
      expect({ module, excepted: Object.keys(excepted).sort() }).toEqual({ module, excepted: broken.sort() });
    }
  });

  it.each(sources)(
    'given %s, when found on disk, then entry, package, folder and versions agree',
    async (_, source) => {
      const plugin = await loaded(source);
      const manifest = manifestBy(source);
      const described = describedBy(source);
      const place = realpathSync(createRequire(import.meta.url).resolve(`${source.package}/package.json`));
      const written: unknown = JSON.parse(readFileSync(place, 'utf8'));
      const entry = realpathSync(fileURLToPath(described.entry()));

      expect(basename(dirname(place))).toBe(source.module);
      expect(plugin.module).toBe(source.module);
      expect(entry).toBe(realpathSync(fileURLToPath(plugin.entry)));
      expect(written).toMatchObject({ name: source.package, version: plugin.version });
      expect(manifest).toMatchObject({ package: source.package, module: source.module, version: plugin.version });
      expect(described.hasTaps).toBe(manifest.hooks.length > 0);
    },
  );

  it.each(sources)(
    'given %s, when examples and their mutants are held against schema and manifest, then they agree but for refinements',
    async (module, source) => {
      const plugin = await loaded(source);
      for (const { name, input, examples = [] } of manifestBy(source).actions) {
        const schema = plugin.actions[name]?.input ?? z.never();
        const read = z.fromJSONSchema(input);
        for (const { title, input: example } of examples) {
          expect({ name, title, accepted: read.safeParse(example).success }).toEqual({ name, title, accepted: true });
          for (const mutant of mutants(example)) {
            const wrong = disagreement(schema.safeParse(mutant), read.safeParse(mutant), readByHand[module] ?? []);
            expect({ name, mutant, wrong }).toEqual({ name, mutant, wrong: undefined });
          }
        }
      }
    },
  );
});

const KINDS: readonly unknown[] = [null, 7, 'text', true, [], {}];

/** Values that differ from a parameter in one place: of another kind, without a member, or with one too many. */
function* mutants(value: unknown): Generator<unknown> {
  yield* KINDS;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (const [index, member] of list.entries()) {
      for (const changed of mutants(member)) yield list.with(index, changed);
    }
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, surely_no_parameter_of_it: 1 };
    for (const [name, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
      for (const changed of mutants(member)) yield { ...value, [name]: changed };
    }
  }
}

type Read = z.ZodSafeParseResult<unknown>;

/** JSON Schema cannot tell refinements: what they alone refuse, it may take. */
function disagreement(bySchema: Read, byManifest: Read, byHand: readonly string[]): string | undefined {
  if (bySchema.success === byManifest.success) return undefined;
  if (byManifest.error !== undefined) {
    const strict = byManifest.error.issues.filter(({ path }) => !byHand.includes(String(path[0])));
    return strict.length === 0 ? undefined : `refused by the manifest alone: ${z.prettifyError(byManifest.error)}`;
  }
  const { issues } = bySchema.error ?? { issues: [] };
  return onlyRefinements(issues) ? undefined : `taken by the manifest alone: ${JSON.stringify(issues)}`;
}

/** In a union one form is enough that would have fitted but for a refinement. */
function onlyRefinements(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every((issue) =>
    issue.code === 'invalid_union' ? issue.errors.some(onlyRefinements) : issue.code === 'custom',
  );
}
