import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('given 60 processes killed at random moments while they append, then nothing acknowledged is lost and no run has a gap', async () => {
  const script = fileURLToPath(new URL('../scripts/kill-test.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, '60', '7']);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({ killed: 60, lost: 0 });
  expect(told.acknowledged).toBeGreaterThan(1_000);
}, 240_000);
