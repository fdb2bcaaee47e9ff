import { parse } from 'smol-toml';
import * as z from 'zod';
import type { LockFileContent, LockFileReader } from '../locked-package.ts';

const source = z.union([z.string(), z.record(z.string(), z.unknown())]).optional();
const entries = z.array(z.object({ name: z.string(), version: z.string().optional(), source }));
const withPackages = z.object({ package: entries.default([]) });

type Entry = z.output<typeof entries>[number];

/** How deep tables of a lock file may nest. */
const MAX_DEPTH = 64;

function tables(text: string): unknown {
  return parse(text, { maxDepth: MAX_DEPTH });
}

function selected(all: readonly Entry[], isOfRegistry: (entry: Entry) => boolean): LockFileContent {
  const packages = all.flatMap((entry) =>
    entry.version !== undefined && isOfRegistry(entry) ? [{ name: entry.name, version: entry.version }] : [],
  );
  return { packages, unpinned: all.length - packages.length };
}

/** `Cargo.lock`: what has no source is the workspace's own. */
export const cargoLock: LockFileReader = (text) => {
  const own = ({ source: from }: Entry) => from === undefined;
  const all = withPackages.parse(tables(text)).package;
  return selected(
    all.filter((entry) => !own(entry)),
    ({ source: from }) => typeof from === 'string' && /^(?:registry|sparse)\+/.test(from),
  );
};

/** `poetry.lock`: a source of type `legacy` is another index. */
export const poetryLock: LockFileReader = (text) =>
  selected(
    withPackages.parse(tables(text)).package,
    ({ source: from }) => from === undefined || (typeof from === 'object' && from.type === 'legacy'),
  );

/** `uv.lock`: the project itself is among its packages, as virtual or editable. */
export const uvLock: LockFileReader = (text) => {
  const all = withPackages.parse(tables(text)).package;
  const isOwn = ({ source: from }: Entry) => typeof from === 'object' && ('virtual' in from || 'editable' in from);
  return selected(
    all.filter((entry) => !isOwn(entry)),
    ({ source: from }) => typeof from === 'object' && 'registry' in from,
  );
};
