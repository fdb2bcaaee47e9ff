import type { Plugin } from '@codomyrmex/core';
import { manifestOf, type PluginManifest } from '@codomyrmex/core/manifest';
import type { Sample } from './check.ts';
import { actionChecks, declarationChecks } from './declaration-checks.ts';
import { sampleChecks } from './sample-checks.ts';
import { schemaChecks } from './schema-checks.ts';

export interface ConformanceOptions {
  /** Calls to try, by name of the action. Actions without samples are not run. */
  readonly samples?: Readonly<Record<string, readonly Sample[]>>;
  /** What the package's `codomyrmex.json` says; looked at where it is given. */
  readonly manifest?: unknown;
  /** Names of checks that do not apply, each with the reason. */
  readonly except?: Readonly<Record<string, string>>;
}

/** What a check came to. */
export interface ConformanceResult {
  readonly check: string;
  /** Nothing where it holds. */
  readonly findings: readonly string[];
}

const checks = [...declarationChecks, ...actionChecks, ...schemaChecks, ...sampleChecks];

/** Looks at everything that a plugin must hold to, and runs its samples in workspaces of their own. */
export async function checkConformance(
  plugin: Plugin,
  options: ConformanceOptions = {},
): Promise<readonly ConformanceResult[]> {
  const { samples = {}, except = {} } = options;
  const checked = { plugin, manifest: madeManifest(plugin, options.manifest), written: options.manifest, samples };
  const results: ConformanceResult[] = [];
  for (const check of checks) {
    if (Object.hasOwn(except, check.name)) continue;
    results.push({ check: check.name, findings: await found(() => check.find(checked)) });
  }
  return results;
}

/** The same. @throws Error with every finding. */
export async function expectConformance(plugin: Plugin, options: ConformanceOptions = {}): Promise<void> {
  const wrong = (await checkConformance(plugin, options)).filter(({ findings }) => findings.length > 0);
  if (wrong.length === 0) return;
  const told = wrong.flatMap(({ check, findings }) => [`${check}:`, ...findings.map((line) => `  ${line}`)]);
  throw new Error(`plugin "${plugin.module}" does not conform\n${told.join('\n')}`);
}

/** A check that throws has found something too. */
async function found(find: () => readonly string[] | Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await find();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function madeManifest(plugin: Plugin, written: unknown): PluginManifest | undefined {
  const of = typeof written === 'object' && written !== null ? { ...written } : {};
  const name = 'package' in of && typeof of.package === 'string' ? of.package : plugin.module;
  const core = 'core' in of && typeof of.core === 'string' ? of.core : undefined;
  try {
    return manifestOf(plugin, { package: name, core });
  } catch {
    return undefined;
  }
}
