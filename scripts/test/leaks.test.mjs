import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../workspace.mjs';
import { plant } from './planted-tree.mjs';

describe('the look at what a test file leaves behind', () => {
  it('names processes, servers, threads and files, and passes a file that cleans up', () => {
    const root = plant({
      'vitest.config.mjs': `export default { test: { include: ['*.test.mjs'], setupFiles: ['${join(repositoryRoot, 'vitest.setup.ts')}'] } };`,
      'leaking.test.mjs': [
        "import { spawn } from 'node:child_process';",
        "import { mkdtempSync } from 'node:fs';",
        "import { createServer } from 'node:net';",
        "import { tmpdir } from 'node:os';",
        "import { Worker } from 'node:worker_threads';",
        "import { it } from 'vitest';",
        "it('leaks', () => {",
        "  spawn('sleep', ['4'], { detached: true, stdio: 'ignore' }).unref();",
        "  mkdtempSync(tmpdir() + '/left-');",
        '  createServer().listen(0);',
        "  new Worker('setInterval(() => {}, 100)', { eval: true }).unref();",
        '});',
      ].join('\n'),
      'clean.test.mjs': [
        "import { execFileSync } from 'node:child_process';",
        "import { mkdtempSync, rmSync } from 'node:fs';",
        "import { tmpdir } from 'node:os';",
        "import { it } from 'vitest';",
        "it('cleans up', () => {",
        "  execFileSync('true');",
        "  rmSync(mkdtempSync(tmpdir() + '/gone-'), { recursive: true });",
        '});',
      ].join('\n'),
    });
    symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
    const vitest = join(repositoryRoot, 'node_modules/vitest/vitest.mjs');
    const { stdout } = spawnSync(process.execPath, [vitest, 'run', '--reporter=json'], { cwd: root, encoding: 'utf8' });
    const report = JSON.parse(stdout);
    const messages = Object.fromEntries(
      report.testResults.map((/** @type {any} */ { name, message }) => [name.split('/').at(-1), message]),
    );
    expect(messages['clean.test.mjs']).toBe('');
    expect(messages['leaking.test.mjs']).toMatch(
      /left something behind.*handles: \[ 'TCPServerWrap' \].*childProcesses: \[ '\d+' \].*workerThreads: 1.*temporaryFiles: \[ 'left-/s,
    );
  });
});
