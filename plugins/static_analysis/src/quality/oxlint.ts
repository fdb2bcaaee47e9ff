import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import * as z from 'zod';
import { type FilePath, readBounded } from '../project/source-file.ts';
import type { Finding } from './finding.ts';
import { type OxlintFinding, parseOxlint } from './oxlint-output.ts';

const require = createRequire(import.meta.url);
const MAX_BATCH_FILES = 500;
/** The kernel takes some 2 MB of arguments and environment. */
const MAX_BATCH_CHARACTERS = 128 * 1024;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface LintFile extends FilePath {
  readonly isAscii: boolean;
}

/** How linting ended, for the files of all batches together. */
export type Linted =
  | { readonly kind: 'done'; readonly version: string; readonly files: number; readonly cut: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

/** The version of oxlint that is installed with this package. */
export function oxlintVersion(): string {
  return manifest().version;
}

/**
 * Runs oxlint over these very files. It reads no configuration but ours: `-c` takes the place of the project's, nested
 * ones are switched off, and it does not start in the project, so nothing of the project is executed.
 */
export async function runOxlint(
  context: ActionContext,
  files: readonly LintFile[],
  report: (finding: Finding) => void,
): Promise<Linted> {
  const { version, program } = manifest();
  const own = dirname(require.resolve('@codomyrmex/plugin-static-analysis/package.json'));
  const config = join(own, 'src', 'quality', 'oxlint.config.json');
  const options = ['-c', config, '--disable-nested-config', '--no-ignore', '--threads=1', '--format=json', '--'];
  const paths = new Map(files.map((file) => [file.absolutePath, file]));
  let cut = false;
  for (const batch of batches(files.map((file) => file.absolutePath))) {
    const result = await context.exec([process.execPath, program, ...options, ...batch], {
      cwd: own,
      keepBytes: MAX_OUTPUT_BYTES,
    });
    const isCut = result.stdoutBytes > MAX_OUTPUT_BYTES;
    cut ||= isCut;
    const found = parseOxlint(result.stdout, isCut ? 'cut' : 'whole');
    if (found === undefined) {
      const said = (result.stderr || result.stdout).slice(0, 300);
      return { kind: 'failed', reason: `exit ${result.exitCode ?? result.signal}: ${said}` };
    }
    for (const [name, findings] of byFile(found)) {
      const file = paths.get(resolve(own, name));
      if (file !== undefined) placed(findings, file).forEach(report);
    }
  }
  return { kind: 'done', version, files: files.length, cut };
}

/** oxlint counts columns in bytes, everything here in UTF-16 units: they differ where a line has more than ASCII. */
function placed(findings: readonly OxlintFinding[], file: LintFile): readonly Finding[] {
  const bytes = file.isAscii ? undefined : readBounded(file.absolutePath, MAX_OUTPUT_BYTES);
  return findings.map(({ offset, ...finding }) => {
    if (bytes === undefined || typeof bytes === 'string') return { ...finding, file: file.path };
    const before = bytes.subarray(Math.max(0, offset - finding.column + 1), offset);
    return { ...finding, file: file.path, column: before.toString('utf8').length + 1 };
  });
}

function byFile(findings: readonly OxlintFinding[]): ReadonlyMap<string, readonly OxlintFinding[]> {
  const files = new Map<string, OxlintFinding[]>();
  for (const finding of findings) {
    const known = files.get(finding.file);
    if (known === undefined) files.set(finding.file, [finding]);
    else known.push(finding);
  }
  return files;
}

function* batches(paths: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const path of paths) {
    if (batch.length === MAX_BATCH_FILES || (batch.length > 0 && characters + path.length > MAX_BATCH_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(path);
    characters += path.length + 1;
  }
  if (batch.length > 0) yield batch;
}

function manifest(): { readonly version: string; readonly program: string } {
  const path = require.resolve('oxlint/package.json');
  const { version } = z.object({ version: z.string() }).parse(require(path));
  return { version, program: join(dirname(path), 'bin', 'oxlint') };
}
