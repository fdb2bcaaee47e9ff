import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { environmentSetup } from '../src/index.ts';
import { programs } from './programs.ts';

const { install_dependencies: install, ensure_dependencies_installed: ensure } = environmentSetup.actions;

async function planned(files: Readonly<Record<string, string>>, input: object = {}) {
  const workspace = await projectFolder(files);
  const { output } = await runAction(install, { dry_run: true, ...input }, { workspace });
  return output;
}

/** A uv that says that it is there. */
const uv = { uv: 'echo "uv 0.9.4"' };
const npm = '{"name":"x","dependencies":{"dep":"file:./dep"}}';

describe('given a dry run', () => {
  test.each([
    [
      'npm with a lock file',
      { 'package.json': npm, 'package-lock.json': '' },
      ['npm ci --no-audit --no-fund --git=git --ignore-scripts'],
    ],
    ['npm without', { 'package.json': npm }, ['npm install --no-audit --no-fund --git=git --ignore-scripts']],
    [
      'pnpm',
      { 'package.json': npm, 'pnpm-lock.yaml': '' },
      ['pnpm install --frozen-lockfile --ignore-scripts --ignore-pnpmfile'],
    ],
    ['uv', { 'pyproject.toml': '', 'uv.lock': '' }, ['uv sync --frozen --no-install-project --no-build']],
    ['cargo', { 'Cargo.toml': '', 'Cargo.lock': '' }, ['cargo fetch --locked']],
    ['go', { 'go.mod': '' }, ['go mod download']],
    ['composer', { 'composer.json': '' }, ['composer install --no-interaction --no-scripts --no-plugins']],
  ])(
    'when %s is used, then its commands are told, keep scripts from running, and are not run',
    async (_, files, commands) => {
      const output = await planned(files);
      expect(output).toMatchObject({ installed: false, dry_run: true, scripts: 'ignored' });
      expect(output.commands.map((command) => command.join(' '))).toEqual(commands);
    },
  );

  test('when requirements are plain, then only wheels are taken, by uv where it is there', async () => {
    const files = {
      'requirements.txt': '# c\nRequests[socks]>=2,<3; python_version > "3"\n\nnumpy==1.26.*  # pinned\n',
    };
    await programs(uv);
    expect((await planned(files)).commands).toEqual([
      ['uv', 'venv'],
      ['uv', 'pip', 'install', '--only-binary', ':all:', '--requirement', 'requirements.txt'],
    ]);
    const again = await planned({ ...files, '.venv/pyvenv.cfg': '' }, { allow_scripts: true });
    expect(again.commands).toEqual([['uv', 'pip', 'install', '--requirement', 'requirements.txt']]);
  });

  test('when there is no uv, then requirements are installed by pip, and a project that pip would build is refused', async () => {
    vi.stubEnv('PATH', await projectFolder());
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { commands } = await planned({ 'requirements.txt': 'numpy\n' });
    expect(commands.map((command) => command.slice(1).join(' '))).toEqual([
      '-m venv .venv',
      '-m pip install --disable-pip-version-check --only-binary :all: --requirement requirements.txt',
    ]);
    await expect(planned({ 'pyproject.toml': '' })).rejects.toMatchObject({ code: 'SCRIPTS_NEEDED' });
  });

  test.each([
    ['yarn', { 'package.json': npm, 'yarn.lock': '' }, 'yarn install --frozen-lockfile'],
    ['poetry', { 'pyproject.toml': '', 'poetry.lock': '' }, 'poetry install --no-interaction'],
    ['bundler', { Gemfile: '' }, 'bundle install'],
    ['cargo with a configuration', { 'Cargo.toml': '', '.cargo/config.toml': '' }, 'cargo fetch'],
  ])('when %s would run code, then it is refused unless that is allowed', async (_, files, command) => {
    await expect(planned(files)).rejects.toMatchObject({ code: 'SCRIPTS_NEEDED', retryable: false });
    const output = await planned(files, { allow_scripts: true });
    expect(output).toMatchObject({ scripts: 'allowed', commands: [command.split(' ')] });
  });

  test('when a line of requirements may be built from source, then it is refused, whatever it looks like', async () => {
    await programs(uv);
    const lines = [
      '-e .',
      '--index-url https://x.example',
      './local',
      'a/b',
      'x @ git+https://x.example/y',
      'local.tar.gz',
      'x.whl',
      '$' + '{X}',
      'a \\',
      'https://x.example/a.zip',
      '-r other.txt',
      'ſ',
    ];
    for (const line of lines) {
      await expect(planned({ 'requirements.txt': `numpy\n${line}\n` })).rejects.toMatchObject({
        code: 'SCRIPTS_NEEDED',
        message: expect.stringContaining('line 2'),
      });
    }
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 20 }), fc.constantFrom('/', '@', '\\', '://'), async (text, sign) => {
        const line = `${text.replace(/[\s#]/g, 'x')}${sign}y`;
        await expect(planned({ 'requirements.txt': line })).rejects.toMatchObject({ code: 'SCRIPTS_NEEDED' });
      }),
      { numRuns: 20 },
    );
  });
});

describe('given a package manager', () => {
  test('when it is run, then it gets its arguments in the folder, and what it says is in the log', async () => {
    await programs({ npm: 'printf "%s\\n" "$PWD" "$@" > told; echo "added 1 package"' });
    const workspace = await projectFolder({ 'app dir/package.json': npm });
    const { output, logs } = await runAction(install, { path: 'app dir', source: 'package.json' }, { workspace });
    expect(output).toMatchObject({ manager: 'npm', installed: true, source: 'package.json' });
    expect((await readFile(join(workspace, 'app dir/told'), 'utf8')).trim().split('\n')).toEqual([
      join(workspace, 'app dir'),
      'install',
      '--no-audit',
      '--no-fund',
      '--git=git',
      '--ignore-scripts',
    ]);
    expect(logs.map(({ message }) => message)).toContain('added 1 package');
  });

  test('when it fails or is not there, then the step fails and says what it said', async () => {
    await programs({ npm: 'echo "lock file does not fit" >&2; exit 7' });
    const workspace = await projectFolder({ 'package.json': npm });
    await expect(runAction(install, {}, { workspace })).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      message: expect.stringContaining('ended with 7: lock file does not fit'),
      details: { exit_code: 7 },
    });
    vi.stubEnv('PATH', await projectFolder());
    await expect(runAction(install, {}, { workspace })).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  });

  test('when the real npm installs a folder with an install script, then the package is there and the script did not run', async () => {
    const workspace = await projectFolder({
      'package.json': JSON.stringify({
        name: 'x',
        version: '1.0.0',
        dependencies: { dep: 'file:./dep' },
        scripts: { postinstall: 'touch ran' },
      }),
      'dep/package.json': JSON.stringify({ name: 'dep', version: '1.2.3', scripts: { install: 'touch ran' } }),
      '.npmrc': 'offline=true\n',
    });
    const { output } = await runAction(ensure, {}, { workspace });
    expect(output).toMatchObject({ satisfied: true, installed: true, missing_before: ['dep'] });
    expect(existsSync(join(workspace, 'node_modules/dep/package.json'))).toBe(true);
    expect(existsSync(join(workspace, 'ran')) || existsSync(join(workspace, 'dep/ran'))).toBe(false);
  }, 60_000);
});

describe('ensure_dependencies_installed', () => {
  const files = { 'package.json': '{"dependencies":{"a":"^1"},"optionalDependencies":{"b":"*"}}' };

  test('given everything there, when ensured, then no program is started', async () => {
    await programs({ npm: 'touch started' });
    const workspace = await projectFolder({ ...files, 'node_modules/a/package.json': '{"version":"1.0.0"}' });
    const { output } = await runAction(ensure, {}, { workspace });
    expect(output).toEqual({ satisfied: true, installed: false, missing_before: [], commands: [], dry_run: false });
    expect(existsSync(join(workspace, 'started'))).toBe(false);
  });

  test('given something missing, when ensured, then it is installed and looked for again', async () => {
    await programs({ npm: 'mkdir -p node_modules/a && echo \'{"version":"1.4.0"}\' > node_modules/a/package.json' });
    const workspace = await projectFolder(files);
    const dry = await runAction(ensure, { dry_run: true }, { workspace });
    expect(dry.output).toMatchObject({
      satisfied: false,
      installed: false,
      missing_before: ['a'],
      commands: [{ length: 6 }],
    });
    expect(existsSync(join(workspace, 'node_modules'))).toBe(false);
    const { output } = await runAction(ensure, {}, { workspace });
    expect(output).toMatchObject({ satisfied: true, installed: true, missing_before: ['a'] });
  });

  test('given what the installation does not bring, when ensured, then the step fails and names it', async () => {
    await programs({ npm: 'exit 0' });
    const workspace = await projectFolder(files);
    await expect(runAction(ensure, { dependencies: ['undeclared'] }, { workspace })).rejects.toMatchObject({
      code: 'DEPENDENCIES_MISSING',
      details: { missing: ['undeclared'] },
    });
  });

  test('given a Python project without a .venv, when ensured, then it is installed by what is there', async () => {
    await programs({
      uv: 'case "$1" in --version) echo "uv 0.9.4";; sync) mkdir -p .venv/lib/python3.12/site-packages/numpy-1.26.0.dist-info;; esac',
    });
    const workspace = await projectFolder({ 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["numpy"]\n' });
    const { output } = await runAction(ensure, {}, { workspace });
    expect(output).toMatchObject({ satisfied: true, installed: true, missing_before: ['numpy'] });
    expect(output.commands).toEqual([['uv', 'sync', '--no-install-project', '--no-build']]);
  });
});

test('given no manifest, or one that is named and not there, when installed, then it does not apply or is refused', async () => {
  expect(isNotApplicable(await planned({}).catch((error: unknown) => error))).toBe(true);
  await expect(planned({ 'go.mod': '' }, { source: 'package.json' })).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  await expect(planned({}, { source: '../x.txt' })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
});
