import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';

// Split, so that no scanner takes this file for one that holds a key.
const key = ['AKIA', 'J7Q2MZX4LTB9WC3P'].join('');

const copied = Array.from(
  { length: 14 },
  (_, line) => `    total = total + weight[${line}] * value[${line}] - offset[${line}]`,
);

function project(line: CommandLine): string {
  const folder = join(line.folder, 'project');
  mkdirSync(join(folder, 'src'), { recursive: true });
  const files = {
    'src/calculator.py': `def evaluate(text):\n    return eval(text)\n\ndef first(weight, value, offset):\n    total = 0\n${copied.join('\n')}\n    return total\n`,
    'src/other.py': `def second(weight, value, offset):\n    total = 0\n${copied.join('\n')}\n    return total\n`,
    'src/a.js': `import { b } from './b.js';\nexport const a = () => b();\n`,
    'src/b.js': `import { a } from './a.js';\nexport const b = () => a();\nexport const id = '${key}';\n`,
    'package.json': '{ "name": "sample", "version": "1.0.0", "dependencies": {} }\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const git = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.invalid', ...words], { cwd: folder });

describe('code-health', () => {
  it('given a project without git, then history is skipped with its reason, and everything else is found and reported', {
    meta: { specification: ['1.integration.workflow'] },
  }, async () => {
    const line = new CommandLine();
    const folder = project(line);
    const { code, document } = await line.json('workflow', 'run', 'code-health', '--param', `path=${folder}`);
    expect(document.errors).toEqual([]);
    expect(code).toBe(0);
    const { results } = document;
    expect(results.history).toMatchObject({
      status: 'skipped',
      skipped_because: expect.stringMatching(/^not_applicable: .*git/),
    });
    expect(results.hotspots).toMatchObject({ status: 'skipped', skipped_because: 'dependency_skipped: history' });
    const evals = results.quality.output.findings.filter(
      (finding: { file: string }) => finding.file === 'src/calculator.py',
    );
    expect(evals).toContainEqual(expect.objectContaining({ line: 2, message: expect.stringContaining('eval') }));
    expect(results.duplicates.output.clones[0]).toMatchObject({ lines: expect.any(Number) });
    expect(results.cycles.output.cycles[0].files).toEqual(expect.arrayContaining(['src/a.js', 'src/b.js']));
    expect(results.secrets.output.findings[0]).toMatchObject({ file: 'src/b.js', line: 3 });
    expect(JSON.stringify(document)).not.toContain(key);
    const page = readFileSync(results.report.output.path, 'utf8');
    expect(page.replaceAll(/<[^>]+>/g, '')).toContain('src/calculator.py:2');
    expect(page).toContain('prefers-color-scheme');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page).not.toContain(key);
    expect(JSON.parse(readFileSync(results.report.output.json_path, 'utf8'))).toMatchObject({});
  });

  it('given a project with git, then churn, authors and hotspots are told, and people see a table and the path of the report', async () => {
    const line = new CommandLine();
    const folder = project(line);
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'first');
    writeFileSync(join(folder, 'src/calculator.py'), 'def evaluate(text):\n    return eval(text) if text else None\n');
    git(folder, 'commit', '--quiet', '-am', 'second');
    const { code, stdout } = await line.run('workflow', 'run', 'code-health', '--param', `path=${folder}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/area +finding +count/);
    expect(stdout).toMatch(/report: \/.*report\.html/);
    const [listed] = (await line.json('run', 'list')).document;
    const { results } = (await line.json('run', 'show', listed.execution_id)).document;
    expect(results.history.output).toMatchObject({ commits: 2, authors: [{ name: 'Ada', commits: 2 }] });
    expect(results.hotspots.output.hotspots[0].file).toBe('src/calculator.py');
  });
});
