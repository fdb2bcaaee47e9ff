import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';

const program = fileURLToPath(new URL('../bin/codomyrmex.cjs', import.meta.url));

/** A folder with workflows and a run, and a real bash in which the script was read. */
async function given() {
  const line = new CommandLine();
  mkdirSync(join(line.folder, 'bin'));
  writeFileSync(join(line.folder, 'bin/codomyrmex'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(line.folder, 'bin/codomyrmex'), 0o755);
  line.file('nightly.yaml', { name: 'nightly', steps: [shell('a', 'echo hi')] });
  await line.run('workflow', 'create', 'nightly', '--from', 'nightly.yaml');
  const { document } = await line.json('workflow', 'run', 'nightly');
  const script = join(line.folder, 'script.bash');
  writeFileSync(script, (await line.run('completion', 'bash')).stdout);
  // Several at once: a bash for each would cost more than the answers do.
  const completed = (...lines: (readonly string[])[]): readonly string[][] => {
    const asks = lines.map(
      (words) =>
        `COMP_WORDS=(codomyrmex ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _codomyrmex; printf '%s\\n' "\${COMPREPLY[@]}" --end--`,
    );
    const output = execFileSync('bash', ['--norc', '-c', `. '${script}'\n${asks.join('\n')}`], {
      cwd: line.folder,
      encoding: 'utf8',
      env: {
        PATH: `${join(line.folder, 'bin')}:${process.env.PATH}`,
        CODOMYRMEX_ORCHESTRATION_DIR: join(line.folder, 'data'),
      },
    });
    return output
      .split('--end--\n')
      .slice(0, -1)
      .map((part) => part.split('\n').filter(Boolean));
  };
  return { line, completed, run: String(document.execution_id) };
}

// Each starts several processes: slow where the machine is busy.
describe('completion in a real bash', { timeout: 120_000 }, () => {
  it('given the beginning of a command, an option or a name, then what fits is suggested', async () => {
    const { completed, run } = await given();
    expect(
      completed(
        ['work'],
        ['workflow', 'run', 'nigh'],
        ['workflow', 'run', '--mod'],
        ['workflow', 'run', '--mode', 'seq'],
        ['workflow', 'graph', '--format', '=', 'mer'],
        ['run', 'show', ''],
        ['task', 'run', 'shell.ru'],
        ['plugin', 'info', 'git'],
        ['completion', 'f'],
      ),
    ).toEqual([
      ['workflow'],
      ['nightly', 'nightly.yaml'],
      ['--mode'],
      ['sequential'],
      ['mermaid'],
      [run],
      ['shell.run', 'shell.run_script'],
      ['git_operations'],
      ['fish'],
    ]);
  });

  it('given words and file names that a shell would obey, then none of them is', async () => {
    const { line, completed } = await given();
    const evil = '$(touch owned)`touch owned`;touch owned';
    mkdirSync(join(line.folder, 'data/workflows'), { recursive: true });
    line.file(`data/workflows/${evil}.yaml`, 'name: x\n');
    const [typed = [], names = []] = completed(['workflow', 'run', evil], ['workflow', 'run', '']);
    expect(typed).toEqual([]);
    expect(names.join(' ')).not.toContain('$(');
    expect(existsSync(join(line.folder, 'owned'))).toBe(false);
  });

  it('given each shell, then it has a script, and one that is not there is told with those that are', async () => {
    const line = new CommandLine();
    for (const name of ['bash', 'zsh', 'fish', 'powershell']) {
      expect((await line.run('completion', name)).stdout).toContain('codomyrmex complete');
    }
    const { code, stderr } = await line.run('completion', 'tcsh');
    expect(code).toBe(2);
    expect(stderr).toContain('bash, zsh, fish, powershell');
  });
});
