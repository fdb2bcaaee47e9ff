import { existsSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '@codomyrmex/core';
import {
  DEFAULT_ENTRY,
  type PluginManifest,
  pluginManifestSchema,
  pluginPackageSchema,
} from '@codomyrmex/core/manifest';
import { checkContract } from '@codomyrmex/engine';
import * as z from 'zod';
import { packageName } from './package-name.ts';

const packageSchema = pluginPackageSchema.extend({ name: packageName });

/** A plugin's package as it stands in a folder. None of its code has been run. */
export interface PluginPackage {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** Its range of `@codomyrmex/core`. */
  readonly core: string | undefined;
  readonly manifest: PluginManifest;
  /** The URL of its code. */
  readonly entry: string;
}

/** @throws UsageError PLUGIN_UNUSABLE, which says what its author forgot, or which side is to be updated. */
export function readPluginPackage(folder: string): PluginPackage {
  const described = readPackageJson(folder);
  const { name, version, codomyrmex, peerDependencies } = described;
  if (codomyrmex === undefined) {
    throw unusable(
      `${name} is no Codomyrmex plugin: its package.json has no "codomyrmex": { "manifest": … }`,
      'codomyrmex plugin create NAME makes a package that has it.',
    );
  }
  const path = inside(folder, codomyrmex.manifest, name);
  if (!existsSync(path)) {
    throw unusable(
      `${name} has no manifest at ${path}`,
      'Its author builds it: codomyrmex-manifest is the last step of a build.',
    );
  }
  const read = pluginManifestSchema.safeParse(jsonIn(path));
  if (!read.success) throw unusable(`the manifest of ${name} cannot be used: ${z.prettifyError(read.error)}`);
  if (read.data.package !== name || read.data.version !== version) {
    throw unusable(
      `the manifest of ${name} ${version} is that of ${read.data.package} ${read.data.version}`,
      'Its author runs codomyrmex-manifest after every change of package.json.',
    );
  }
  const entry = inside(folder, codomyrmex.entry ?? DEFAULT_ENTRY, name);
  if (!existsSync(entry)) throw unusable(`${name} has no code at ${entry}`, 'Build it first.');
  const core = peerDependencies?.['@codomyrmex/core'] ?? read.data.core;
  checkContract({ module: read.data.module, package: name, apiVersion: read.data.api_version, core });
  return {
    folder,
    name,
    version,
    core,
    manifest: read.data,
    entry: pathToFileURL(entry).href,
  };
}

function readPackageJson(folder: string): z.output<typeof packageSchema> {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw unusable(`${folder} holds no package: there is no package.json`);
  const read = packageSchema.safeParse(jsonIn(path));
  if (read.success) return read.data;
  throw unusable(`${path} cannot be used: ${z.prettifyError(read.error)}`);
}

function inside(folder: string, path: string, name: string): string {
  const absolute = resolve(folder, path);
  if (absolute.startsWith(resolve(folder) + sep)) return absolute;
  throw unusable(`${name} names ${JSON.stringify(path)}, which lies outside its folder`);
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw unusable(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

const unusable = (message: string, ...suggestions: readonly string[]): UsageError =>
  new UsageError(message, { code: 'PLUGIN_UNUSABLE', suggestions });
