import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const prefix = 'codomyrmex-tests-';

/**
 * One folder for the temporary files of the whole run: what a test process leaves that was ended early goes with it.
 * Every project inherits this; the first one to come makes the folder for all.
 */
export default function setUp(): void {
  if (basename(tmpdir()).startsWith(prefix)) return;
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.env.TMPDIR = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
