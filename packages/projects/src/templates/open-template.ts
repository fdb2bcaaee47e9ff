import { existsSync, statSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '@codomyrmex/core';
import { readGitTemplate } from './git-template.ts';
import type { LoadedTemplate, TemplateOrigin } from './loaded-template.ts';
import { namedTemplate, type TemplateFolders, templateNotFound } from './named-templates.ts';
import { readTemplateFolder } from './template-folder.ts';
import { type TemplateSource, templateSource } from './template-source.ts';
import { definitionFiles, templateOf } from './template-tree.ts';

/** Where templates are looked for. */
export interface TemplatePlaces extends TemplateFolders {
  /** Whose `node_modules` are looked at for packages, and those above it. */
  readonly workspace?: string | undefined;
  /** Brings a package here that is not in `node_modules`; without it, such templates are refused. */
  readonly fetchPackage?: FetchPackage | undefined;
  /** Whether `git:file:///…` is followed. */
  readonly allowFileUrls?: boolean | undefined;
}

/** @param spec as npm takes it: `name@version`. */
export type FetchPackage = (spec: string) => Promise<FetchedPackage>;

export interface FetchedPackage {
  readonly folder: string;
  /** `sha512-…` of its tarball. */
  readonly integrity: string;
}

export interface OpenOptions {
  /** What the package must weigh: what was recorded when it was fetched before. */
  readonly integrity?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a template whole, from where a source says.
 * @param written `web_application`, a folder's path, `npm:name@version` or `git:url#commit`
 * @throws UsageError INVALID_PARAMETERS, SOURCE_REFUSED, INTEGRITY_MISMATCH · NotFoundError TEMPLATE_NOT_FOUND, COMMIT_NOT_FOUND ·
 * DefinitionError INVALID_TEMPLATE with everything that is wrong in it · ScaffoldError GIT_FAILED.
 */
export async function openTemplate(
  written: string,
  places: TemplatePlaces,
  options: OpenOptions = {},
): Promise<LoadedTemplate> {
  const source = templateSource(written);
  switch (source.kind) {
    case 'name':
      return namedTemplate(source.name, places);
    case 'folder':
      return folderTemplate(source.folder);
    case 'npm':
      return npmTemplate(source, places, options);
    case 'git': {
      const { url, commit } = source;
      const tree = await readGitTemplate({
        url,
        commit,
        allowFileUrls: places.allowFileUrls === true,
        signal: options.signal,
      });
      return templateOf(tree, `${url}#${commit.slice(0, 12)}`, { source: written, commit });
    }
  }
}

async function folderTemplate(written: string): Promise<LoadedTemplate> {
  const folder = resolve(written);
  if (!existsSync(folder)) throw templateNotFound(written, `there is no folder ${folder}`, []);
  if (!statSync(folder).isDirectory()) throw noFolder(folder);
  return readAt(folder, { source: folder });
}

function noFolder(file: string): UsageError {
  const isDefinition = definitionFiles.some((name) => basename(file) === name);
  return new UsageError(`${file} is a file, and a template is a folder`, {
    code: 'INVALID_PARAMETERS',
    suggestions: [
      isDefinition
        ? `Name its folder: ${dirname(file)}.`
        : 'Name the folder that has template.json; a JSON file alone is found by its name in templates_dir.',
    ],
  });
}

/** The folder itself may be a link, as packages in `node_modules` are; nothing in it may. */
const readAt = async (folder: string, origin: TemplateOrigin): Promise<LoadedTemplate> =>
  templateOf(await readTemplateFolder(await realpath(folder)), folder, origin);

async function npmTemplate(
  source: Extract<TemplateSource, { kind: 'npm' }>,
  { workspace, fetchPackage }: TemplatePlaces,
  { integrity }: OpenOptions,
): Promise<LoadedTemplate> {
  const { name, version } = source;
  const installed = await installedPackage(resolve(workspace ?? '.'), name);
  if (installed !== undefined && (version === undefined || installed.version === version)) {
    return readAt(installed.folder, { source: `npm:${name}@${installed.version}` });
  }
  const spec = `${name}@${version ?? 'latest'}`;
  if (fetchPackage === undefined) {
    throw templateNotFound(`npm:${spec}`, `${spec} is not in node_modules`, ['Install it there, and try again.']);
  }
  const fetched = await fetchPackage(spec);
  const is = await versionOf(fetched.folder);
  if (integrity !== undefined && is === version && fetched.integrity !== integrity) {
    throw new UsageError(`${spec} is not what it was: its content differs from what was recorded`, {
      code: 'INTEGRITY_MISMATCH',
      details: { package: spec, recorded: integrity, fetched: fetched.integrity },
      suggestions: ['Somebody has changed it. Look at it before you use it.'],
    });
  }
  return readAt(fetched.folder, { source: `npm:${name}@${is ?? version ?? ''}`, integrity: fetched.integrity });
}

async function installedPackage(
  start: string,
  name: string,
): Promise<{ readonly folder: string; readonly version: string } | undefined> {
  for (let at = start; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    const version = await versionOf(folder);
    if (version !== undefined) return { folder, version };
    if (dirname(at) === at) return undefined;
  }
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    const described: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return typeof described === 'object' && described !== null && 'version' in described
      ? String(described.version)
      : undefined;
  } catch {
    // No package, or none that can be used.
    return undefined;
  }
}
