import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { readBytes } from '@codomyrmex/source-files';
import * as z from 'zod';
import type { FilePath } from '../project/source-file.ts';
import type { Finding } from './finding.ts';
import { type OxlintFinding, parseOxlint } from './oxlint-output.ts';

const require = createRequire(import.meta.url);
const MAX_BATCH_FILES = 500;
/** The kernel takes some 2 MB of arguments and environment. */
const MAX_BATCH_CHARACTERS = 128 * 1024;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Starts of oxlint that may crash in one scan. To find one file among 500 takes some 9 of them, about 0.1 s each. */
const MAX_CRASHES = 60;

export interface LintFile extends FilePath {
  readonly isAscii: boolean;
}

/** How linting ended, for the files of all batches together. */
export interface Linted {
  readonly version: string;
  /** Whether more was found than is read. */
  readonly cut: boolean;
  /** Files that were not linted, by absolute path. */
  readonly unlinted: ReadonlySet<string>;
  /** Why, where oxlint itself could not be run. */
  readonly failure?: string;
}

/** The version of oxlint that is installed with this package. */
export function oxlintVersion(): string {
  return manifest().version;
}

/**
 * Runs oxlint over these very files. It reads no configuration but ours: `-c` takes the place of the project's, nested
 * ones are switched off, and it does not start in the project, so nothing of the project is executed.
 *
 * A file that is made to overflow its stack ends the process and takes the findings of its batch along. So a batch that
 * crashed is halved until the file is alone.
 */
export async function runOxlint(
  context: ActionContext,
  files: readonly LintFile[],
  report: (finding: Finding) => void,
): Promise<Linted> {
  const { version, program } = manifest();
  const open = [...batches(files)].reverse();
  const unlinted = new Set<string>();
  const giveUp = (batch: readonly LintFile[]) => {
    for (const { absolutePath } of batch) unlinted.add(absolutePath);
  };
  let cut = false;
  let crashes = 0;
  for (let batch = open.pop(); batch !== undefined; batch = open.pop()) {
    const ended = crashes < MAX_CRASHES ? await lint(context, program, batch) : crashed;
    switch (ended.kind) {
      case 'linted':
        cut ||= ended.cut;
        ended.findings.forEach(report);
        break;
      case 'crashed':
        crashes++;
        if (batch.length === 1 || crashes > MAX_CRASHES) giveUp(batch);
        else open.push(batch.slice(batch.length >> 1), batch.slice(0, batch.length >> 1));
        break;
      case 'failed':
        for (const left of [batch, ...open]) giveUp(left);
        return { version, cut, unlinted, failure: ended.reason };
    }
  }
  return { version, cut, unlinted };
}

type Ended =
  | { readonly kind: 'linted'; readonly findings: readonly Finding[]; readonly cut: boolean }
  /** A signal ended the process: one of the files is to blame. */
  | { readonly kind: 'crashed' }
  | { readonly kind: 'failed'; readonly reason: string };

const crashed: Ended = { kind: 'crashed' };

async function lint(context: ActionContext, program: string, batch: readonly LintFile[]): Promise<Ended> {
  const own = dirname(require.resolve('@codomyrmex/plugin-static-analysis/package.json'));
  const config = join(own, 'src', 'quality', 'oxlint.config.json');
  const options = ['-c', config, '--disable-nested-config', '--no-ignore', '--threads=1', '--format=json', '--'];
  const paths = batch.map((file) => file.absolutePath);
  const result = await context.exec([process.execPath, program, ...options, ...paths], {
    cwd: own,
    keepBytes: MAX_OUTPUT_BYTES,
  });
  if (result.exitCode === null) return crashed;
  const cut = result.stdoutBytes > MAX_OUTPUT_BYTES;
  const found = parseOxlint(result.stdout, cut ? 'cut' : 'whole');
  if (found === undefined) {
    const said = (result.stderr || result.stdout).slice(0, 300);
    return { kind: 'failed', reason: `exit ${result.exitCode}: ${said}` };
  }
  const byPath = new Map(batch.map((file) => [file.absolutePath, file]));
  const findings = [...byFile(found)].flatMap(([name, ofFile]) => {
    const file = byPath.get(resolve(own, name));
    return file === undefined ? [] : placed(ofFile, file);
  });
  return { kind: 'linted', findings, cut };
}

/** oxlint counts columns in bytes, everything here in UTF-16 units: they differ where a line has more than ASCII. */
function placed(findings: readonly OxlintFinding[], file: LintFile): readonly Finding[] {
  const read = file.isAscii ? undefined : readBytes(file.absolutePath, MAX_OUTPUT_BYTES);
  return findings.map(({ offset, ...finding }) => {
    if (read?.kind !== 'bytes') return { ...finding, file: file.path };
    const before = read.bytes.subarray(Math.max(0, offset - finding.column + 1), offset);
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

function* batches(files: readonly LintFile[]): Generator<readonly LintFile[]> {
  let batch: LintFile[] = [];
  let characters = 0;
  for (const file of files) {
    const { length } = file.absolutePath;
    if (batch.length === MAX_BATCH_FILES || (batch.length > 0 && characters + length > MAX_BATCH_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(file);
    characters += length + 1;
  }
  if (batch.length > 0) yield batch;
}

function manifest(): { readonly version: string; readonly program: string } {
  const path = require.resolve('oxlint/package.json');
  const { version } = z.object({ version: z.string() }).parse(require(path));
  return { version, program: join(dirname(path), 'bin', 'oxlint') };
}
