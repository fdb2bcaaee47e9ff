import { createRequire } from 'node:module';
import { apiVersion, UsageError } from '@codomyrmex/core';
import type semver from 'semver';
import * as z from 'zod';

/** What a plugin asks of the engine that is to run it. */
export interface ContractAsked {
  readonly module: string;
  readonly package: string | undefined;
  readonly apiVersion: number;
  /** Its range of `@codomyrmex/core`. */
  readonly core?: string | undefined;
}

/** @throws UsageError PLUGIN_UNUSABLE, which says which side is to be updated. */
export function checkContract(asked: ContractAsked): void {
  if (asked.apiVersion !== apiVersion) {
    throw unusable(
      asked,
      `speaks version ${asked.apiVersion} of the plugin contract, this engine version ${apiVersion}`,
      asked.apiVersion < apiVersion ? 'plugin' : 'engine',
    );
  }
  if (asked.core === undefined) return;
  const { gtr, satisfies, validRange } = ranges();
  const installed = coreVersion();
  const range = publishedRange(asked.core);
  if (validRange(range) === null) {
    throw unusable(asked, `asks for @codomyrmex/core ${asked.core}, which is no range of versions`, 'range');
  }
  if (satisfies(installed, range, { includePrerelease: true })) return;
  const isOld = gtr(installed, range);
  throw unusable(asked, `needs @codomyrmex/core ${asked.core}, and ${installed} is here`, isOld ? 'plugin' : 'engine');
}

/** What a workspace publishes for a range of its own: `workspace:^` and its like are whatever version stands there. */
function publishedRange(range: string): string {
  const own = /^workspace:(.*)$/.exec(range)?.[1];
  if (own === undefined) return range;
  return own === '^' || own === '~' ? '*' : own;
}

const whatToDo = {
  engine: () => 'Codomyrmex is the older side: update it.',
  plugin: (name: string) => `The plugin is the older side: take a newer version of ${name}.`,
  range: (name: string) => `Give ${name} a range such as ^${coreVersion()} under peerDependencies of its package.json.`,
} as const;

function unusable({ module, package: name }: ContractAsked, why: string, wrong: keyof typeof whatToDo): UsageError {
  const known = name === undefined ? `plugin "${module}"` : `plugin "${module}" (${name})`;
  return new UsageError(`${known} ${why}`, {
    code: 'PLUGIN_UNUSABLE',
    suggestions: [whatToDo[wrong](name ?? module)],
  });
}

const required = (name: string): unknown => createRequire(import.meta.url)(name);

/** Loaded when a plugin asks for a range, which those that come with us do not: it is 40 ms of computing at every start otherwise. */
function ranges(): typeof semver {
  // What the package exports is what its types say.
  return required('semver') as typeof semver;
}

const packageSchema = z.object({ version: z.string() });

function coreVersion(): string {
  return packageSchema.parse(required('@codomyrmex/core/package.json')).version;
}
