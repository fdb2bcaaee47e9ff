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
  if (validRange(asked.core) === null) {
    throw unusable(asked, `asks for @codomyrmex/core ${asked.core}, which is no range of versions`, 'plugin');
  }
  if (satisfies(installed, asked.core, { includePrerelease: true })) return;
  const isOld = gtr(installed, asked.core);
  throw unusable(asked, `needs @codomyrmex/core ${asked.core}, and ${installed} is here`, isOld ? 'plugin' : 'engine');
}

function unusable({ module, package: name }: ContractAsked, why: string, older: 'plugin' | 'engine'): UsageError {
  const known = name === undefined ? `plugin "${module}"` : `plugin "${module}" (${name})`;
  return new UsageError(`${known} ${why}`, {
    code: 'PLUGIN_UNUSABLE',
    suggestions: [
      older === 'engine'
        ? 'Codomyrmex is the older side: update it.'
        : `The plugin is the older side: take a newer version of ${name ?? module}.`,
    ],
  });
}

const require = createRequire(import.meta.url);

/** Loaded when a plugin asks for a range, which those that come with us do not: it is 40 ms of computing at every start otherwise. */
function ranges(): typeof semver {
  // What the package exports is what its types say.
  return require('semver') as typeof semver;
}

const packageSchema = z.object({ version: z.string() });

function coreVersion(): string {
  const read: unknown = require('@codomyrmex/core/package.json');
  return packageSchema.parse(read).version;
}
