import { join } from 'node:path';
import type { ActionContext } from '@codomyrmex/core';
import { readText, type Target } from '@codomyrmex/source-files';
import * as z from 'zod';
import { scannedFiles } from '../project/scanned-files.ts';
import { grammarOf } from './code-language.ts';
import { CodeLedger, type CodeReport } from './code-report.ts';
import { scanCode } from './scan-code.ts';

export const maxCodeFindings = z.int().min(1).max(100_000).default(1_000).meta({ description: 'The scan ends there.' });

export interface CodeAudit {
  readonly recursive: boolean;
  readonly maxFileBytes: number;
  readonly maxFindings: number;
  readonly maxFiles: number;
}

const generated = /(?:[.-]min\.(?:js|mjs|cjs)|\.bundle\.js)$/;

/** Looks at a file, or at the files of a folder, for unsafe code. Files of other languages are passed over in silence. */
export async function unsafeCodeIn(context: ActionContext, target: Target, audit: CodeAudit): Promise<CodeReport> {
  const ledger = new CodeLedger(audit.maxFindings);
  const files = scannedFiles(context, target, {
    recursive: audit.recursive,
    maxFiles: audit.maxFiles,
    isWanted: (path) => grammarOf(path) !== undefined,
    unwanted: (path) => (generated.test(path) ? 'generated' : undefined),
    skip: (reason) => ledger.skip(reason),
    isFull: () => ledger.isFull,
    cut: () => {
      ledger.truncated = true;
    },
  });
  for await (const path of files) {
    const grammar = grammarOf(path);
    if (grammar === undefined) continue;
    const read = readText(join(target.root, path), audit.maxFileBytes);
    if (read.kind === 'unread') {
      ledger.skip(read.reason);
      continue;
    }
    const scanned = scanCode(read.text, path, grammar);
    if (scanned.kind === 'parse_limit') ledger.skip('parse_limit');
    else ledger.add(grammar.language, scanned.findings, scanned.allowed);
  }
  return ledger.report;
}
