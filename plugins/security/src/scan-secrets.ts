import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { PresetRules } from './preset-rules.ts';
import { readText } from './read-text.ts';
import { scanText } from './scan-text.ts';
import { SecretLedger, secretReportSchema } from './secret-report.ts';
import { walkFiles } from './walk.ts';

export const maxFileBytes = z
  .int()
  .min(1)
  .max(32 * 1024 * 1024)
  .default(1024 * 1024)
  .meta({ description: 'Larger files are skipped.' });
export const maxFindings = z.int().min(1).max(100_000).default(1_000).meta({ description: 'The scan ends there.' });

const input = z.strictObject({
  target_path: z
    .string()
    .min(1)
    .default('.')
    .meta({ description: 'A folder or a file, relative to the workspace or absolute.' }),
  recursive: z.boolean().default(true).meta({ description: 'Also what lies in the folders below.' }),
  max_file_bytes: maxFileBytes,
  max_findings: maxFindings,
  max_files: z.int().min(1).max(1_000_000).default(50_000),
});
type Input = z.output<typeof input>;

/** Between two looks at the signal; files are read synchronously. */
const FILES_PER_TURN = 20;
const FILES_PER_PROGRESS = 1_000;
/** What tools write and nobody reads: long lines of hashes and code. */
const generated = /(?:\.min\.(?:js|mjs|cjs|css)|\.map|\.lock|-lock\.(?:json|yaml)|go\.sum|npm-shrinkwrap\.json)$/;

export const scanSecrets = defineAction({
  title: 'Scan for secrets',
  description:
    'Looks for tokens, keys and passwords in the files of a folder and tells where they stand, masked. Files that git ignores are left out.',
  input,
  output: secretReportSchema,
  effects: ['fs:read', 'secrets'],
  idempotent: true,
  isolation: 'thread',
  timeout: 600,
  examples: [{ title: 'The workspace', input: {} }],
  async run(context, parameters) {
    const target = await targetAt(context, parameters.target_path);
    const ledger = new SecretLedger(parameters.max_findings);
    const preset = new PresetRules();
    let looked = 0;
    for await (const path of filesOf(context, target, { parameters, ledger })) {
      if (looked >= parameters.max_files || ledger.isFull) {
        ledger.truncated = true;
        break;
      }
      looked += 1;
      await scanFile({
        path: join(target.root, path),
        shown: path,
        preset,
        ledger,
        maxBytes: parameters.max_file_bytes,
      });
      if (looked % FILES_PER_PROGRESS === 0) context.progress(null, `${looked} files`);
      if (looked % FILES_PER_TURN === 0) {
        await setImmediate();
        context.signal.throwIfAborted();
      }
    }
    return ledger.report;
  },
});

interface Target {
  /** Absolute, links resolved. */
  readonly root: string;
  /** The only file to look at, where the target is one. */
  readonly file: string | undefined;
}

/** @throws ActionError PATH_NOT_FOUND */
export async function targetAt(context: ActionContext, written: string): Promise<Target> {
  const path = context.resolve(written);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return { root: await realpath(path), file: undefined };
  if (found?.isFile() === true) {
    const file = await realpath(path);
    return { root: dirname(file), file: basename(file) };
  }
  throw new ActionError(`there is no folder or file "${written}" (looked at ${path})`, {
    code: 'PATH_NOT_FOUND',
    retryable: false,
    details: { path },
    suggestions: ['give a path that exists, relative to the workspace or absolute'],
  });
}

async function* filesOf(
  context: ActionContext,
  { root, file }: Target,
  { parameters, ledger }: { parameters: Input; ledger: SecretLedger },
): AsyncGenerator<string> {
  if (file !== undefined) {
    yield file;
    return;
  }
  for await (const path of walkFiles(root, { signal: context.signal, skip: (_path, reason) => ledger.skip(reason) })) {
    if (!parameters.recursive && path.includes('/')) continue;
    if (generated.test(path)) ledger.skip('generated');
    else yield path;
  }
}

interface FileToScan {
  readonly path: string;
  readonly shown: string;
  readonly preset: PresetRules;
  readonly ledger: SecretLedger;
  readonly maxBytes: number;
}

export async function scanFile({ path, shown, preset, ledger, maxBytes }: FileToScan): Promise<void> {
  const read = readText(path, maxBytes);
  if (read.kind === 'skipped') {
    ledger.skip(read.reason);
    return;
  }
  const { findings, suppressed } = await scanText(read.text, shown, preset);
  ledger.add(findings, suppressed);
}
