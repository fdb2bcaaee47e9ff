import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('given a name, then the workflow runs to its end and the last step tells what the one before counted', async () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'Ada']);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'completed',
    told: { stdout: '3 words, the longest is hello,\n' },
  });
});
