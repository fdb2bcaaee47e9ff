import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder, writeFiles } from '@codomyrmex/testing/vitest';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import plugin, { buildSynthesis } from '../src/index.ts';
import { failure } from './failure.ts';

const { orchestrate_build_pipeline: orchestrate, trigger_build, check_build_environment } = buildSynthesis.actions;

type Input = z.input<typeof orchestrate.input>;
const built = async (workspace: string, input: Input = {}) =>
  (await runAction(orchestrate, input, { workspace })).output;
const outcome = ({ stages }: Awaited<ReturnType<typeof built>>) =>
  stages.map(({ name, status }) => `${name} ${status}`);

const node = (code: string) => ['node', '-e', code] as [string, ...string[]];

describe('the module', () => {
  test('given its schemas, then each has a JSON Schema and its examples fit', () => {
    expect(plugin).toBe(buildSynthesis);
    for (const action of Object.values(buildSynthesis.actions)) {
      expect(z.toJSONSchema(action.input, { target: 'draft-7', io: 'input' })).toMatchObject({ type: 'object' });
      expect(z.toJSONSchema(action.output, { target: 'draft-7' })).toMatchObject({ type: 'object' });
      for (const example of action.examples ?? []) expect(action.input.safeParse(example.input).error).toBeUndefined();
    }
  });
});

describe('a project whose files say how it is built', { timeout: 120_000 }, () => {
  test('given scripts of Node, then they are run in order, and what there is none of is skipped', async () => {
    const scripts = { build: 'node make.js', test: 'node -e "require(\'./dist/made\')"' };
    const workspace = await projectFolder({
      'package.json': JSON.stringify({ scripts }),
      'make.js': 'require("fs").mkdirSync("dist"); require("fs").writeFileSync("dist/made.js", "built")',
    });
    const output = await built(workspace, { output_dir: 'dist', language: 'javascript' }).catch(
      (error: unknown) => error,
    );
    // The text in made.js is no program: the test script finds that out.
    expect(output).toMatchObject({ code: 'BUILD_FAILED', details: { stage: 'test', stderr: /ReferenceError/ } });
    await writeFiles(workspace, { 'make.js': 'require("fs").writeFileSync("dist/made.js", "")' });
    const good = await built(workspace, { output_dir: 'dist' });
    expect(outcome(good)).toEqual(['install skipped', 'lint skipped', 'build passed', 'test passed']);
    expect(good).toMatchObject({ success: true, kind: 'node', outputs: [{ path: 'made.js', bytes: 0 }] });
    expect(good.stages[2]?.execution_time).toBeGreaterThan(0);
  });

  test('given a stage that fails, then those after it are skipped, and its end is told', async () => {
    const scripts = { build: 'node -e "console.error(\'planted\'); process.exit(7)"', test: 'node -e 1' };
    const workspace = await projectFolder({ 'package.json': JSON.stringify({ scripts }) });
    const output = await built(workspace, { check: false });
    expect(outcome(output)).toEqual(['install skipped', 'lint skipped', 'build failed', 'test skipped']);
    expect(output).toMatchObject({ success: false, stages: [{}, {}, { exit_code: 7 }, { reason: 'build failed' }] });
    expect(output.stages[2]?.stderr_tail).toContain('planted');
    expect(await failure(built(workspace))).toMatchObject({
      code: 'BUILD_FAILED',
      details: { stage: 'build', exit_code: 7, stderr: /planted/ },
    });
  });

  test('given tests of Python, then they are run, and nothing is installed into the machine', async () => {
    const test = 'import unittest\nclass T(unittest.TestCase):\n    def test_it(self):\n        pass\n';
    const workspace = await projectFolder({ 'requirements.txt': 'none-such\n', 'tests/test_a.py': test });
    const output = await built(workspace);
    expect(outcome(output)).toEqual(['install skipped', 'lint skipped', 'build skipped', 'test passed']);
    expect(output.stages[0]?.reason).toMatch(/no \.venv/);
    expect(output.stages[3]?.stderr_tail).toContain('Ran 1 test');
  });

  test('given a Makefile, then its targets are run, and make install never is', async () => {
    const rules = 'all:\n\techo built > out\ntest: all\n\ttest -s out\ninstall:\n\texit 9\nX := test\n';
    const workspace = await projectFolder({ Makefile: rules });
    const { tools } = (await runAction(check_build_environment, {}, { workspace })).output;
    const running = built(workspace);
    if (tools.some(({ name, found }) => name === 'make' && found)) {
      expect(outcome(await running)).toEqual(['install skipped', 'lint skipped', 'build passed', 'test passed']);
      expect(await readFile(join(workspace, 'out'), 'utf8')).toBe('built\n');
    } else expect(await failure(running)).toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  });

  test('given nothing to build, then the task has no object', async () => {
    for (const files of [{ 'notes.txt': '' }, { 'package.json': '{}' }, { 'package.json': '{"scripts":' }]) {
      const thrown: unknown = await built(await projectFolder(files)).catch((error: unknown) => error);
      expect(isNotApplicable(thrown)).toBe(true);
    }
  });
});

/** Programs that only write down how they were called stand for those that this machine may not have. */
const recorder = '#!/bin/sh\necho "${0##*/} $*" >> "$RECORD"\n';
const toml = '[project]\nname = "x"\n[tool.ruff]\n[tool.pytest.ini_options]\n';
const scripts = { lint: 'l', build: 'b', test: 't' };
const manifest = (more: object = {}) => JSON.stringify({ scripts, dependencies: { a: '1' }, ...more });

describe('what a project is built with', () => {
  test.each<[string, Record<string, string>, string[], Input?]>([
    ['npm', { 'package.json': manifest() }, ['npm install', 'npm run lint', 'npm run build', 'npm run test']],
    [
      'npm with a lock',
      { 'package.json': manifest(), 'package-lock.json': '' },
      ['npm ci', 'npm run lint', 'npm run build', 'npm run test'],
    ],
    [
      'pnpm',
      { 'package.json': manifest(), 'pnpm-lock.yaml': '' },
      ['pnpm install --frozen-lockfile', 'pnpm run lint', 'pnpm run build', 'pnpm run test'],
    ],
    [
      'yarn',
      { 'package.json': manifest(), 'yarn.lock': '', '.yarnrc.yml': '' },
      ['yarn install --immutable', 'yarn run lint', 'yarn run build', 'yarn run test'],
    ],
    [
      'a named manager',
      { 'package.json': manifest({ packageManager: 'pnpm@9.0.0' }) },
      ['pnpm install', 'pnpm run lint', 'pnpm run build', 'pnpm run test'],
    ],
    [
      'uv',
      { 'pyproject.toml': toml, 'uv.lock': '' },
      [
        'uv sync --locked',
        'uv run --locked python -m ruff check .',
        'uv build --out-dir dist',
        'uv run --locked python -m pytest',
      ],
    ],
    [
      'pip',
      { 'pyproject.toml': toml },
      ['python3 -m ruff check .', 'python3 -m pip wheel --no-deps --wheel-dir ./-out .', 'python3 -m pytest'],
      { output_dir: '-out' },
    ],
    [
      'its own Python',
      { 'pyproject.toml': toml, '.venv/bin/python': recorder },
      [
        'python -m pip install -e .',
        'python -m ruff check .',
        'python -m pip wheel --no-deps --wheel-dir dist .',
        'python -m pytest',
      ],
    ],
    [
      'cargo',
      { 'Cargo.toml': '', 'Cargo.lock': '' },
      ['cargo fetch --locked', 'cargo build --locked --target-dir ./o', 'cargo test --locked --target-dir ./o'],
      { output_dir: 'o' },
    ],
    [
      'go',
      { 'go.mod': '' },
      ['go mod download', 'go vet ./...', 'go build -o ./o/ ./...', 'go test ./...'],
      { output_dir: 'o' },
    ],
    ['maven', { 'pom.xml': '' }, ['mvn --batch-mode package -DskipTests', 'mvn --batch-mode test']],
    [
      'gradle',
      { 'build.gradle.kts': '', gradlew: recorder },
      ['gradlew --no-daemon assemble', 'gradlew --no-daemon test'],
    ],
    [
      'cmake',
      { 'CMakeLists.txt': 'enable_testing()' },
      ['cmake -S . -B build', 'cmake --build build', 'ctest --test-dir build --output-on-failure --no-tests=error'],
    ],
    [
      'two languages',
      { 'package.json': manifest(), 'Cargo.toml': '' },
      ['cargo fetch', 'cargo build', 'cargo test'],
      { language: 'rust' },
    ],
    [
      'some stages',
      { 'go.mod': '' },
      ['go test ./...', 'go vet ./...'],
      { build_config: { stages: ['test', 'lint'] } },
    ],
  ])('given %s, then these commands are run', async (_name, files, commands, input = {}) => {
    const workspace = await projectFolder(files);
    const names = ['npm', 'pnpm', 'yarn', 'uv', 'python3', 'cargo', 'go', 'mvn', 'cmake', 'ctest'];
    const programs = await projectFolder(Object.fromEntries(names.map((name) => [name, recorder])));
    vi.stubEnv('PATH', `${programs}:${process.env.PATH}`);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const record = join(programs, 'record');
    const { build_config: config, ...rest } = input;
    const output = await built(workspace, { ...rest, build_config: { ...config, env: { RECORD: record } } });
    expect(output.success).toBe(true);
    expect((await readFile(record, 'utf8')).trimEnd().split('\n')).toEqual(commands);
  });
});

describe('stages of one’s own', () => {
  const stage = (name: string, code: string, more: object = {}) => ({ name, command: node(code), ...more });

  test('given values that a shell would take apart, then each is one argument', async () => {
    const command: [string, ...string[]] = ['node', '-e', 'console.log(process.argv[1])', '$(id); rm -rf / #'];
    const output = await built(await projectFolder(), { build_config: { stages: [{ name: 'a', command }] } });
    expect(output.stages[0]?.stdout_tail).toBe('$(id); rm -rf / #\n');
  });

  test('given one that is not required and fails, then the build goes on and is a success', async () => {
    const stages = [stage('may', 'process.exit(3)', { required: false }), stage('must', '')];
    const output = await built(await projectFolder(), { build_config: { stages } });
    expect(outcome(output)).toEqual(['may failed', 'must passed']);
    expect(output).toMatchObject({ success: true, kind: null });
  });

  test('given variables and folders, then the nearest count', async () => {
    const workspace = await projectFolder({ 'sub/x': '' });
    const code = 'console.log(process.env.A, process.env.B, process.cwd().endsWith("sub"))';
    const stages = [stage('a', code, { cwd: 'sub', env: { B: 2 } })];
    const output = await built(workspace, { build_config: { stages, env: { A: 1, B: 1 } } });
    expect(output.stages[0]?.stdout_tail).toBe('1 2 true\n');
  });

  test('given one that takes longer than its time, then the build fails, and nothing of it goes on', async () => {
    const workspace = await projectFolder();
    const stages = [stage('slow', 'setInterval(() => {}, 1e6)', { timeout: 1 })];
    expect(await failure(built(workspace, { build_config: { stages } }))).toMatchObject({ code: 'TIMEOUT_EXCEEDED' });
  });

  test('given paths that lead out of the workspace, then nothing is run', async () => {
    const workspace = await projectFolder();
    await symlink('/', join(workspace, 'link'));
    const make = stage('a', 'require("fs").writeFileSync("made", "")');
    for (const input of [
      { project_path: '..' },
      { project_path: 'link' },
      { output_dir: '../out', build_config: { stages: [make] } },
      { output_dir: 'link/tmp', build_config: { stages: [make] } },
      { build_config: { stages: [{ ...make, cwd: '../..' }] } },
      { build_config: { stages: [make, { ...make, name: 'b', cwd: 'link' }] } },
    ]) {
      expect(await failure(built(workspace, input))).toMatchObject({ code: 'PATH_REFUSED' });
    }
    await expect(readFile(join(workspace, 'made'))).rejects.toThrow('ENOENT');
  });

  test('given two of one name, then they are refused', async () => {
    const stages = [stage('a', ''), stage('a', '')];
    expect(await failure(built(await projectFolder(), { build_config: { stages } }))).toMatchObject({
      code: 'INVALID_BUILD_CONFIG',
      details: { problems: [{ path: 'stages[1]' }] },
    });
  });
});

describe('a build file', () => {
  const say = { name: 'say', command: node('console.log(process.env.BUILD_ENVIRONMENT, process.env.LEVEL)') };
  const file = {
    targets: { one: { stages: [say] }, two: { stages: [say] } },
    default_target: 'two',
    environments: { production: { env: { LEVEL: 3 } } },
  };
  const triggered = async (workspace: string, input: z.input<typeof trigger_build.input> = {}) =>
    (await runAction(trigger_build, input, { workspace })).output;

  test('given a target and an environment, then it is built with its variables', async () => {
    const workspace = await projectFolder({ 'build.json': JSON.stringify(file) });
    const output = await triggered(workspace, { target_name: 'one', environment: 'production' });
    expect(output).toMatchObject({ target_name: 'one', success: true, stages: [{ stdout_tail: 'production 3\n' }] });
    expect(await triggered(workspace)).toMatchObject({
      target_name: 'two',
      stages: [{ stdout_tail: 'development undefined\n' }],
    });
  });

  test('given TOML, then it is the same', async () => {
    const text = '[targets.only]\nstages = [{ name = "say", command = ["node", "-p", "1 + 1"] }]\n';
    const workspace = await projectFolder({ 'ci/b.toml': text });
    expect(await triggered(workspace, { config_path: 'ci/b.toml' })).toMatchObject({
      stages: [{ stdout_tail: '2\n' }],
    });
  });

  test.each([
    ['no file', undefined, {}, 'PATH_NOT_FOUND'],
    ['no JSON', '{"targets":', {}, 'INVALID_BUILD_CONFIG'],
    ['unknown keys', '{"targets":{},"hooks":{}}', {}, 'INVALID_BUILD_CONFIG'],
    [
      'a command that is a text',
      '{"targets":{"a":{"stages":[{"name":"x","command":"rm"}]}}}',
      {},
      'INVALID_BUILD_CONFIG',
    ],
    ['no such target', JSON.stringify(file), { target_name: 'constructor' }, 'INVALID_PARAMETERS'],
    ['no such environment', JSON.stringify(file), { environment: 'moon' }, 'INVALID_PARAMETERS'],
    ['a file outside', JSON.stringify(file), { config_path: '../../etc/passwd' }, 'PATH_REFUSED'],
  ])('given %s, then it is refused', async (_name, text, input, code) => {
    const workspace = await projectFolder(text === undefined ? {} : { 'build.json': text });
    expect(await failure(triggered(workspace, input))).toMatchObject({ code, retryable: false });
  });
});

describe('a configuration', () => {
  const validated = async (config: unknown) =>
    (await runAction(buildSynthesis.actions.validate_build_config, { config })).output;

  test('given one that is right, then its stages are told', async () => {
    expect(await validated({})).toEqual({ valid: true, problems: [], stages: ['install', 'lint', 'build', 'test'] });
    expect(await validated({ stages: ['build', { name: 'own', command: ['x'] }] })).toMatchObject({
      stages: ['build', 'own'],
    });
  });

  test.each([
    [null, ''],
    [{ stages: [] }, 'stages'],
    [{ stages: ['build', 'build'] }, 'stages[1]'],
    [{ stages: ['deploy'] }, 'stages[0]'],
    [{ env: { 'A B': 'x' } }, 'env["A B"]'],
    [{ timeout: 0 }, 'timeout'],
    [{ language: 'cobol' }, 'language'],
    [{ output_dir: 'a\0b' }, 'output_dir'],
    [{ before: 'rm -rf /' }, ''],
  ])('given %j, then the place of what is wrong is told', async (config, path) => {
    const { valid, problems, stages } = await validated(config);
    expect([valid, stages]).toEqual([false, []]);
    expect(problems).toContainEqual({ path, message: expect.any(String) });
  });
});
