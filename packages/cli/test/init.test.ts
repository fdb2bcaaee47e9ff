import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal } from './at-terminal.ts';
import { CommandLine } from './command-line.ts';

/** A repository of its own, with git and without any data folder. */
function repository(files: Readonly<Record<string, string>>): {
  readonly line: CommandLine;
  readonly workflows: string;
} {
  const line = new CommandLine({ environment: { CODOMYRMEX_ORCHESTRATION_DIR: '', ...javaHome() } });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(line.folder, name)), { recursive: true });
    line.file(name, text);
  }
  execFileSync('git', ['init', '--quiet'], { cwd: line.folder });
  return { line, workflows: join(line.folder, '.codomyrmex/workflows') };
}

/** Programs that look for their things in the home folder are told where they are. */
function javaHome(): Record<string, string> {
  const { HOME } = process.env;
  return HOME === undefined ? {} : { HOME };
}

const hasProgram = (name: string, flag = '--version'): boolean => spawnSync(name, [flag], { cwd: '/' }).status === 0;
const statusesOf = (document: { results: Record<string, { status: string; cached: boolean }> }) =>
  Object.fromEntries(Object.entries(document.results).map(([name, { status, cached }]) => [name, [status, cached]]));

const npmFiles = {
  'package.json': JSON.stringify({
    name: 'demo',
    version: '1.0.0',
    type: 'module',
    scripts: { lint: 'node --check src/a.js', build: 'node build.js', test: 'node --test' },
  }),
  'src/a.js': 'export const a = () => 1;\n',
  'build.js': `import { copyFileSync, mkdirSync } from 'node:fs';
mkdirSync('dist', { recursive: true });
copyFileSync('src/a.js', 'dist/a.js');
`,
  'test/a.test.js': `import assert from 'node:assert';
import { test } from 'node:test';
import { a } from '../dist/a.js';
test('a', () => assert.equal(a(), 1));
`,
};

interface Sample {
  readonly programs: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly string[];
}

const samples: Readonly<Record<string, Sample>> = {
  npm: { programs: ['npm'], files: npmFiles, steps: ['lint', 'build', 'test'] },
  Python: {
    programs: ['python3'],
    files: {
      'setup.py': 'from setuptools import setup\nsetup(name="demo")\n',
      'demo/__init__.py': 'def one():\n    return 1\n',
      'tests/__init__.py': '',
      'tests/test_one.py':
        'import unittest\nfrom demo import one\nclass T(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(one(), 1)\n',
    },
    steps: ['lint', 'test'],
  },
  Rust: {
    programs: ['cargo'],
    files: {
      'Cargo.toml': '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\npublish = false\n',
      'src/lib.rs': 'pub fn one() -> i32 { 1 }\n#[test]\nfn is_one() { assert_eq!(one(), 1) }\n',
    },
    steps: ['types', 'test'],
  },
  CMake: {
    programs: ['cmake', 'ctest', 'cc'],
    files: {
      'CMakeLists.txt':
        'cmake_minimum_required(VERSION 3.10)\nproject(demo C)\nenable_testing()\nadd_executable(demo main.c)\nadd_test(NAME demo COMMAND demo)\n',
      'main.c': 'int main(void) { return 0; }\n',
    },
    steps: ['build', 'test'],
  },
  Make: {
    programs: ['make', 'cc'],
    files: {
      Makefile: 'CC ?= cc\nall: demo\ndemo: main.c\n\t$(CC) -o demo main.c\ntest: demo\n\t./demo\n.PHONY: all test\n',
      'main.c': 'int main(void) { return 0; }\n',
    },
    steps: ['test'],
  },
  Go: {
    programs: ['go'],
    files: { 'go.mod': 'module example.com/demo\n\ngo 1.20\n', 'main.go': 'package main\n\nfunc main() {}\n' },
    steps: ['lint', 'build'],
  },
};

// Each starts several processes, and some of them compilers: slow where the machine is busy.
function seenByGit({ folder }: CommandLine): readonly string[] {
  const seen = execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return seen
    .trim()
    .split('\n')
    .map((line) => line.replace('?? ', ''));
}

describe('init', { timeout: 120_000 }, () => {
  it.each(Object.entries(samples))(
    'given a repository with %s, then what its tools can do is proposed, runs at once, and is answered from the cache the second time',
    async (_, { programs, files, steps }) => {
      const { line, workflows } = repository(files);
      const isThere = programs.every((program) => hasProgram(program, program === 'go' ? 'version' : '--version'));
      const { code, document } = await line.json('init', '--yes');
      expect(code).toBe(0);
      if (!isThere) {
        expect(existsSync(join(workflows, 'check.yaml'))).toBe(false);
        expect(document.left_out[0].reason).toContain('is not on this machine');
        return;
      }
      const first = await line.json('workflow', 'run', 'check');
      const all = (cached: boolean) => Object.fromEntries(steps.map((step) => [step, ['completed', cached]]));
      expect(statusesOf(first.document)).toEqual(all(false));
      expect(first.code).toBe(0);
      expect(statusesOf((await line.json('workflow', 'run', 'check')).document)).toEqual(all(true));
    },
  );

  it('given a Java project, then Maven runs its tests where it is there, and the step is told of where it is not', async () => {
    const { line } = repository({
      'pom.xml':
        '<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>y</artifactId><version>1</version></project>',
      'src/main/java/A.java': 'class A {}\n',
    });
    const { document } = await line.json('init', '--dry-run');
    const [check] = document.workflows.filter(({ name }: { name: string }) => name === 'check');
    if (hasProgram('mvn'))
      expect(check.steps).toMatchObject([{ name: 'test', work: expect.stringMatching(/^mvn .* test$/) }]);
    else expect(document.left_out).toMatchObject([{ reason: 'mvn is not on this machine' }]);
  });

  it('given no yes and nobody to ask, then nothing is written and it exits with 4', async () => {
    const { line } = repository(npmFiles);
    const { code, stderr } = await line.run('init');
    expect(code).toBe(4);
    expect(stderr).toContain('--yes');
    const { document } = await line.json('init');
    expect(document).toMatchObject({ success: false, error_code: 'NOT_CONFIRMED' });
    expect((await line.run('init', '--dry-run')).stdout).toContain('name: check');
    expect(existsSync(join(line.folder, '.codomyrmex'))).toBe(false);
  });

  it('given a terminal, then Enter is a yes, and Ctrl-C leaves everything as it was', async () => {
    const { line } = repository(npmFiles);
    const place = { cwd: line.folder, environment: {} };
    expect((await atTerminal(['init'], place, [{ when: '[Y/n]', keys: '\u0003' }])).code).toBe(130);
    expect(existsSync(join(line.folder, '.codomyrmex'))).toBe(false);
    const { code, text } = await atTerminal(['init'], place, [{ when: '[Y/n]', keys: '\r' }]);
    expect(code).toBe(0);
    expect(text).toContain('codomyrmex workflow run check');
    expect(existsSync(join(line.folder, '.codomyrmex/workflows/check.yaml'))).toBe(true);
  });

  it('given definitions that are there, then they stay, what is missing is written, and a further call has nothing to add', async () => {
    const { line, workflows } = repository(npmFiles);
    mkdirSync(workflows, { recursive: true });
    const mine = 'name: check\nsteps: [{ name: a, module: shell, action: run, parameters: { command: "true" } }]\n';
    writeFileSync(join(workflows, 'check.yml'), mine);
    const { code, stdout } = await line.run('init', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('the name is taken by .codomyrmex/workflows/check.yml');
    expect(readFileSync(join(workflows, 'check.yml'), 'utf8')).toBe(mine);
    expect(readdirSync(workflows).sort()).toEqual(['check.yml', 'health.yaml', 'release-check.yaml']);
    const again = await line.run('init');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('nothing to add');
    for (const name of ['health.yaml', 'release-check.yaml']) writeFileSync(join(workflows, name), mine);
    expect(await line.json('init', '--yes')).toMatchObject({ code: 4, document: { error_code: 'WORKFLOW_EXISTS' } });
  });

  it('given a repository that was set up and has run, then git sees its definitions and nothing that runs made', async () => {
    const { line } = repository({ 'README.md': '# Demo\n' });
    expect((await line.run('init', '--yes')).code).toBe(0);
    expect((await line.run('workflow', 'run', 'health')).code).toBe(0);
    expect(seenByGit(line)).toEqual(['.codomyrmex/.gitignore', '.codomyrmex/workflows/health.yaml', 'README.md']);
  });

  it('given a repository that was not set up, then git sees what people write there, and nothing that runs made', async () => {
    const { line } = repository({
      'w.yaml':
        'name: w\nsteps: [{ name: a, module: shell, action: run, parameters: { command: "exit 1" }, max_retries: 0 }]',
    });
    expect((await line.run('workflow', 'list')).code).toBe(0);
    expect(seenByGit(line)).toEqual(['w.yaml']);
    expect((await line.run('workflow', 'run', 'w.yaml')).code).toBe(1);
    expect((await line.run('workflow', 'create', 'mine')).code).toBe(0);
    const project = { name: 'p', type: 'custom', description: '', version: '0.1.0' };
    writeFileSync(join(line.folder, '.codomyrmex/project.json'), JSON.stringify(project));
    const files = ['.codomyrmex/.gitignore', '.codomyrmex/project.json', '.codomyrmex/workflows/mine.yaml', 'w.yaml'];
    expect(seenByGit(line)).toEqual(files);
    rmSync(join(line.folder, '.codomyrmex/.gitignore'));
    expect((await line.run('workflow', 'run', 'mine')).code).toBe(0);
    // Whoever takes it away is not told twice.
    expect(seenByGit(line)).not.toContain('.codomyrmex/.gitignore');
  });

  it('given definitions that are there and no run yet, then reading writes nothing, and the first run is kept out of git', async () => {
    const { line } = repository({
      '.codomyrmex/workflows/w.yaml':
        'name: w\nsteps: [{ name: a, module: shell, action: run, parameters: { command: "true" } }]',
    });
    expect((await line.run('run', 'list')).code).toBe(0);
    expect(seenByGit(line)).toEqual(['.codomyrmex/workflows/w.yaml']);
    expect((await line.run('workflow', 'run', 'w')).code).toBe(0);
    expect(seenByGit(line)).toEqual(['.codomyrmex/.gitignore', '.codomyrmex/workflows/w.yaml']);
  });

  it('given several packages of one workspace, then the build of what a package needs comes before it', async () => {
    const scripts = { build: 'node -e 0', test: 'node -e 0' };
    const { line } = repository({
      'package.json': JSON.stringify({ private: true, workspaces: ['packages/*'] }),
      'packages/a/package.json': JSON.stringify({ name: 'a', private: true, scripts, dependencies: { b: '*' } }),
      'packages/b/package.json': JSON.stringify({ name: 'b', private: true, scripts }),
    });
    mkdirSync(join(line.folder, 'node_modules'));
    const { document } = await line.json('init', '--yes');
    const steps = document.workflows[0].steps.map(
      ({ name, dependencies }: { name: string; dependencies: string[] }) => [name, dependencies],
    );
    expect(steps).toEqual([
      ['a-build', ['b-build']],
      ['a-test', ['a-build', 'b-build']],
      ['b-build', []],
      ['b-test', ['b-build']],
    ]);
    expect((await line.run('workflow', 'run', 'check')).code).toBe(0);
  });

  it('given tools that are not installed and scripts that do not end, then they are left out with the reason', async () => {
    const { line } = repository({
      'package.json': JSON.stringify({
        scripts: {
          lint: 'no-such-linter .',
          test: 'node --test --watch',
          build: 'npm run -s inner',
          inner: 'no-such-bundler',
        },
      }),
    });
    const { document } = await line.json('init', '--dry-run');
    expect(document.workflows.map(({ name }: { name: string }) => name)).toEqual(['health']);
    expect(document.left_out).toEqual([
      { step: 'npm run lint', reason: 'no-such-linter is not installed' },
      { step: 'npm run build', reason: 'no-such-bundler is not installed' },
      { step: 'npm run test', reason: 'it watches and does not end' },
    ]);
  });

  it('given a repository that means harm, then nothing of it is run, obeyed or written to', async () => {
    const { line, workflows } = repository({
      'package.json': JSON.stringify({
        name: '\u001b[31m{{ x }}',
        version: '1',
        scripts: {
          'lint:{{ run.id }}': 'true',
          'lint:; touch owned': 'true',
          'lint:ok': 'true',
          test: 'true # {{ x }}',
        },
      }),
      'a{{b}}; touch owned/package.json': '{ "scripts": { "test": "touch owned" } }',
      'deep/package.json': '['.repeat(200_000),
      'huge/package.json': `{ "scripts": { "test": "${'x'.repeat(1_100_000)}" } }`,
      'b/.venv/bin/python': '#!/bin/sh\ntouch owned\n',
      'b/requirements.txt': '--help\n; touch owned\n',
      'b/x.py': 'raise SystemExit("ran")\n',
    });
    symlinkSync('/etc', join(line.folder, 'elsewhere'));
    const { code, stdout } = await line.run('init', '--yes');
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', ' ')).not.toMatch(/\p{Cc}/u);
    for (const name of readdirSync(workflows)) {
      expect(await line.run('workflow', 'validate', join(workflows, name))).toMatchObject({ code: 0 });
    }
    expect(readdirSync(line.folder)).not.toContain('owned');
  });

  it('given a data folder that is a link to elsewhere, then nothing is written there', async () => {
    const { line } = repository(npmFiles);
    const other = repository({});
    symlinkSync(other.line.folder, join(line.folder, '.codomyrmex'));
    expect(await line.json('init', '--yes')).toMatchObject({
      code: 4,
      document: { error_code: 'FOLDER_LEADS_ELSEWHERE' },
    });
    expect(readdirSync(other.line.folder)).toEqual(['.git']);
  });

  it('given a folder that is not there, then it exits with 3', async () => {
    const { line } = repository({});
    expect(await line.json('init', 'nowhere', '--yes')).toMatchObject({
      code: 3,
      document: { error_code: 'PATH_NOT_FOUND' },
    });
  });
});
