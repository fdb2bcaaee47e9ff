import { setImmediate } from 'node:timers/promises';
import type { ActionContext } from '@codomyrmex/core';
import { readText } from '@codomyrmex/source-files';
import { SyntaxReader } from '@codomyrmex/syntax-trees';
import { measureFunctions } from '../complexity/function-metrics.ts';
import type { Analysis } from './analysis.ts';
import { type PathMatch, pathGlobs } from './path-globs.ts';
import { openRoot, type Root } from './root.ts';
import { SkipLedger } from './skip-ledger.ts';
import { type FilePath, readSource, type SourceFile } from './source-file.ts';
import { walk } from './walk.ts';

/** What to look at, as every action of this module asks for it. */
export interface Selection {
  readonly path: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly max_file_bytes: number;
  readonly max_files: number;
}

export interface Scan {
  /** The folder that relative paths begin at. */
  readonly folder: string;
  readonly skipped: SkipLedger;
}

const MAX_MANIFEST_BYTES = 256 * 1024;
/** How long the thread is kept busy before it listens for a cancel. */
const BREATH_MILLISECONDS = 25;

/**
 * Shows every source file below a path to the analyses that want it. A file is read and parsed once for all of them, and
 * nothing of it is kept here: memory goes by the largest file, not by the project.
 * @throws ActionError INVALID_PARAMETERS when the path leads nowhere; the signal's reason on abort.
 */
export async function scan(context: ActionContext, selection: Selection, analyses: readonly Analysis[]): Promise<Scan> {
  const root = openRoot(context, selection.path);
  const skipped = new SkipLedger();
  const breathe = breather(context.signal);
  const { files, manifests } = await list(context, root, { selection, analyses, skipped });
  for (const manifest of manifests) {
    const read = readText(manifest.absolutePath, MAX_MANIFEST_BYTES);
    if (read.kind === 'unread') {
      skipped.add(manifest.path, read.reason);
      continue;
    }
    for (const analysis of analyses) analysis.readManifest?.(manifest.path, read.text);
  }
  const limits = {
    maxFileBytes: selection.max_file_bytes,
    ...(root.kind === 'file' && { generatedToo: true as const }),
  };
  const reader = new SyntaxReader();
  let reported = 0;
  for (const [index, found] of files.entries()) {
    await breathe();
    const reading = readSource(found, limits);
    if (reading.kind === 'skipped') skipped.add(found.path, reading.reason);
    else await show(reading.file, { reader, analyses, skipped });
    if (index >= reported) {
      context.progress(index / files.length, `${index} of ${files.length} files`);
      reported = index + Math.max(20, Math.floor(files.length / 50));
    }
  }
  return { folder: root.kind === 'folder' ? root.path : root.folder, skipped };
}

interface Listing {
  readonly selection: Selection;
  readonly analyses: readonly Analysis[];
  readonly skipped: SkipLedger;
}

async function list(
  context: ActionContext,
  root: Root,
  { selection, analyses, skipped }: Listing,
): Promise<{ readonly files: readonly FilePath[]; readonly manifests: readonly FilePath[] }> {
  if (root.kind === 'file') {
    const absolutePath = `${root.folder === '/' ? '' : root.folder}/${root.name}`;
    return { files: [{ path: root.name, absolutePath }], manifests: [] };
  }
  const globs = (patterns: readonly string[]): PathMatch | undefined =>
    patterns.length === 0 ? undefined : pathGlobs(patterns);
  const walked = await walk(
    root.path,
    {
      include: globs(selection.include),
      exclude: globs(selection.exclude),
      maxFiles: selection.max_files,
      isManifest: (name) => analyses.some((analysis) => analysis.manifestNames?.test(name) === true),
      signal: context.signal,
    },
    skipped,
  );
  for (const file of walked.rulesTooLarge) context.log.warn(`the rules of ${file} were not obeyed: it is too large`);
  return walked;
}

interface Showing {
  readonly reader: SyntaxReader;
  readonly analyses: readonly Analysis[];
  readonly skipped: SkipLedger;
}

async function show(file: SourceFile, { reader, analyses, skipped }: Showing): Promise<void> {
  const waiting = new Set(analyses.filter((analysis) => analysis.wants(file)));
  if (waiting.size === 0) {
    skipped.add(file.path, analyses[0]?.unwanted ?? 'unsupported');
    return;
  }
  const { syntax } = file.language;
  const needing = [...waiting].filter((analysis) => analysis.needsTrees);
  if (syntax !== undefined && needing.length > 0) {
    const reading = await reader.read({ text: file.text, grammar: syntax.grammar, depth: file.lexed.depth }, (root) => {
      const tree = { root, syntax, metrics: once(() => measureFunctions(root, syntax.profile)) };
      for (const analysis of needing) {
        waiting.delete(analysis);
        analysis.read(file, tree);
      }
    });
    if (reading.kind === 'unread') {
      skipped.add(file.path, reading.reason);
      for (const analysis of needing) analysis.unread?.(file, reading.reason);
    }
  }
  for (const analysis of waiting) analysis.read(file, undefined);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Lets the thread's messages in now and then, and throws the signal's reason once it is aborted. */
function breather(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < BREATH_MILLISECONDS) return;
    await setImmediate();
    signal.throwIfAborted();
    last = performance.now();
  };
}
