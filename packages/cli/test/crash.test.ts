import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/crash-nightly.mjs', import.meta.url));

// Dozens of processes, which begin slowly on a busy machine.
it('given kill -9 at random moments, one and several at a time, then every run ends as it would have and runs nothing twice', {
  timeout: 300_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'kills=5', 'seed=5'], { timeout: 290_000 });
  expect(stdout).toContain('5 kills');
  expect(stdout).toContain('every run ended as it would have');
});
