import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitOperations } from '@codomyrmex/plugin-git-operations';
import { runAction } from '@codomyrmex/testing';
import { expect, it, onTestFinished } from 'vitest';

it('given a change of the same size in the moment in which the index was written, then the diff shows it', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'git-racy-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  const file = join(workspace, 'a.txt');
  const moment = Math.floor(Date.now() / 1000) - 100;
  execFileSync('git', ['init', '--quiet'], { cwd: workspace });
  writeFileSync(file, 'more\n');
  utimesSync(file, moment, moment);
  execFileSync('git', ['-c', 'core.trustctime=false', 'add', '.'], { cwd: workspace });
  execFileSync('git', ['config', 'core.trustctime', 'false'], { cwd: workspace });
  utimesSync(join(workspace, '.git', 'index'), moment, moment);
  writeFileSync(file, 'MORE\n');
  utimesSync(file, moment, moment);
  expect(statSync(file).size).toBe(5);
  const { output } = await runAction(gitOperations.actions.get_diff, {}, { workspace });
  expect(output.diff).toContain('+MORE');
});
