import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';
import { lookAt } from './check-environment.ts';
import { type Description, describePackage, descriptionSchema } from './describe.ts';
import { type BridgeContext, placeOf } from './place.ts';

export interface DescribeOptions {
  /** `codomyrmex` unless given. */
  readonly package?: string;
  readonly python?: string;
  /** Folders of the workspace. */
  readonly pythonPath?: readonly string[];
  /** How many levels of modules in modules; 1 unless given. */
  readonly depth?: number;
  readonly workers?: number;
  /** Keeps the description, for as long as interpreter, version and files of the package stay the same. */
  readonly cacheFile?: string;
}

const WORKERS = 2;
const MODULE_SECONDS = 60;
const MAX_CACHE_BYTES = 64 * 1024 * 1024;

const cacheSchema = z.object({ key: z.string(), description: descriptionSchema });

/**
 * Describes every module of a package that can be imported, for {@link pythonPlugins}. A context is what an action gets.
 * @throws ActionError PACKAGE_NOT_FOUND, or what `python.describe` throws.
 */
export async function describePythonModules(
  context: BridgeContext,
  options: DescribeOptions = {},
): Promise<Description> {
  const { cacheFile, depth = 1, workers = WORKERS } = options;
  const place = await placeOf(context, {
    package: options.package ?? 'codomyrmex',
    python: options.python,
    python_path: [...(options.pythonPath ?? [])],
    env: {},
  });
  const { interpreter, facts } = await lookAt(context, place);
  if (!facts.importable) {
    throw new ActionError(`${place.package} cannot be imported: ${facts.reason ?? 'no reason was given'}`, {
      code: facts.found ? 'MODULE_UNIMPORTABLE' : 'PACKAGE_NOT_FOUND',
      retryable: false,
      suggestions: ['Install the package for this Python, or name the folder that holds it as pythonPath.'],
    });
  }
  const key = JSON.stringify([interpreter, place, depth, facts.version ?? null, facts.fingerprint ?? null]);
  const kept = cacheFile === undefined ? undefined : await readCache(cacheFile, key);
  if (kept !== undefined) return kept;
  const description = await describePackage(context, { place, depth, workers, timeout: MODULE_SECONDS });
  if (cacheFile !== undefined) await writeCache(cacheFile, JSON.stringify({ key, description }));
  return description;
}

/** What cannot be read, or was made of something else, is made again. */
async function readCache(file: string, key: string): Promise<Description | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined || text.length > MAX_CACHE_BYTES) return undefined;
  try {
    const cache = cacheSchema.safeParse(JSON.parse(text));
    return cache.success && cache.data.key === key ? cache.data.description : undefined;
  } catch {
    return undefined;
  }
}

async function writeCache(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
