import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { versionIn } from '../src/command-version.ts';
import { environmentSetup } from '../src/index.ts';
import { compareVersions } from '../src/version-order.ts';
import { programs } from './programs.ts';

const {
  validate_environment: validate,
  generate_environment_report: report,
  is_uv_available: isUvAvailable,
  validate_python_version: validatePython,
} = environmentSetup.actions;

describe('validate_environment', () => {
  test('given this machine, when it is asked about, then node, system and programs are as they are', async () => {
    const { output } = await runAction(validate, { required_commands: ['git'], optional_commands: ['node'] });
    expect(output).toMatchObject({
      valid: true,
      node: { version: process.versions.node, ok: true },
      python: null,
      platform: process.platform,
      arch: process.arch,
      problems: [],
    });
    expect(output.commands).toEqual([
      { name: 'git', found: true, version: expect.stringMatching(/^\d+\.\d+/) },
      { name: 'node', found: true, version: process.versions.node },
    ]);
    expect(output.cpus).toBeGreaterThan(0);
    expect(output.memory_gb).toBeGreaterThan(0);
    expect(output.disk_free_gb).toBeGreaterThanOrEqual(0);
  });

  test('given what is missing or too old, when it is required, then it is a problem; when it is optional, a warning', async () => {
    const input = {
      min_node: '999.0.0',
      required_commands: ['no-such-program-1', 'git'],
      optional_commands: ['no-such-program-2'],
    };
    const { output } = await runAction(validate, input);
    expect(output).toMatchObject({
      valid: false,
      node: { ok: false },
      problems: [
        `node ${process.versions.node} is older than 999.0.0`,
        'no-such-program-1 is not installed, or not on PATH',
      ],
      warnings: ['no-such-program-2 is not installed, or not on PATH'],
    });
    await expect(runAction(validate, { ...input, strict: true })).rejects.toMatchObject({
      code: 'ENVIRONMENT_INVALID',
      retryable: false,
      details: { problems: output.problems },
    });
    await expect(runAction(validate, { strict: true })).resolves.toMatchObject({ output: { valid: true } });
  });

  test('given programs with odd answers, when asked for their versions, then each is found, and its version where it tells one', async () => {
    await programs({
      'answers-on-stderr': 'echo "tool version 3.2.1" >&2; exit 1',
      'tells-nothing': 'exit 3',
      'tells-much': 'yes "line 7.8.9" | head -c 3000000',
      java: '[ "$1" = -version ] && echo \'openjdk version "21.0.2"\' >&2',
      go: '[ "$1" = version ] && echo "go version go1.22.3 linux/amd64"',
    });
    const names = ['answers-on-stderr', 'tells-nothing', 'tells-much', 'java', 'go'];
    const { output } = await runAction(validate, { optional_commands: names });
    expect(output.commands).toEqual([
      { name: 'answers-on-stderr', found: true, version: '3.2.1' },
      { name: 'tells-nothing', found: true, version: null },
      { name: 'tells-much', found: true, version: '7.8.9' },
      { name: 'java', found: true, version: '21.0.2' },
      { name: 'go', found: true, version: '1.22.3' },
    ]);
  });

  test('given a wish for more room than there is, when it is asked for, then that is a warning', async () => {
    const { output } = await runAction(validate, { min_disk_free_gb: 1e9 });
    expect(output).toMatchObject({ valid: true, warnings: [expect.stringContaining('GB of disk are free for')] });
  });

  test('given a wish for Python, when there is one, then its version decides', async () => {
    await programs({ python3: 'echo "Python 3.9.2"', python: 'echo "Python 2.7.18"' });
    const good = await runAction(validate, { min_python: '3.8' });
    expect(good.output).toMatchObject({ valid: true, python: { version: '3.9.2', ok: true } });
    const old = await runAction(validate, { min_python: '3.10' });
    expect(old.output).toMatchObject({ valid: false, problems: ['python 3.9.2 is older than 3.10'] });
  });

  test('given names that are no program names, when asked about, then they are refused and nothing is run', async () => {
    for (const name of ['-c', './x', '/bin/sh', 'a b', 'a;id', '$(id)', '', '..']) {
      await expect(runAction(validate, { required_commands: [name] })).rejects.toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
  });

  test('given the name of the Python system, when called, then it is the same action', () => {
    expect(environmentSetup.aliases).toEqual({ check_environment: 'validate_environment' });
  });
});

describe('generate_environment_report', () => {
  test('given this machine, when reported, then the page says what the result says', async () => {
    const { output } = await runAction(report, { required_commands: ['no-such-program'], optional_commands: ['git'] });
    const git = output.environment.commands.find(({ name }) => name === 'git');
    expect(output.report).toContain(`| git | ${git?.version} |`);
    expect(output.report).toContain('| no-such-program | not found |');
    expect(output.report).toContain('## Problems\n\n- no-such-program is not installed, or not on PATH');
    expect(output.report).toContain('Something that is required is missing.');
  });
});

describe('versions', () => {
  test('given any two versions, when compared, then their order is that of their numbers', () => {
    const parts = fc.array(fc.nat(50), { minLength: 1, maxLength: 4 });
    const padded = (numbers: readonly number[]) => [...numbers, 0, 0, 0].slice(0, 4);
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const difference =
          padded(a)
            .map((number, index) => number - (padded(b)[index] ?? 0))
            .find((number) => number !== 0) ?? 0;
        expect(Math.sign(compareVersions(a.join('.'), b.join('.')))).toBe(Math.sign(difference));
        expect(Math.sign(compareVersions(b.join('.'), a.join('.')))).toBe(-Math.sign(difference) + 0);
      }),
    );
  });

  test.each([
    ['git version 2.39.5', '2.39.5'],
    ['v20.20.2\n', '20.20.2'],
    ['OpenSSL 3.0.15 3 Sep 2024', '3.0.15'],
    ['Docker version 24.0.7, build afdd53b', '24.0.7'],
    ['1.2.3-rc.1', '1.2.3-rc.1'],
    ['no version here, 42', null],
  ])('given the answer %j, when read, then the version is %s', (answer, version) => {
    expect(versionIn(answer)).toBe(version);
  });
});

describe('single programs', () => {
  test('given uv on PATH or not, when asked, then that is told', async () => {
    vi.stubEnv('PATH', await projectFolder());
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect((await runAction(isUvAvailable, {})).output).toEqual({ available: false, version: null });
    await programs({ uv: 'echo "uv 0.9.4 (abc 2026-01-01)"' });
    expect((await runAction(isUvAvailable, {})).output).toEqual({ available: true, version: '0.9.4' });
  });

  test('given a Python, when its version is validated, then it is compared as numbers', async () => {
    await programs({ python3: 'echo "Python 3.9.2"', python: 'echo "Python 3.11.1"' });
    const valid = async (min_python: string) => (await runAction(validatePython, { min_python })).output;
    expect(await valid('3.10')).toEqual({ valid: true, version: '3.11.1', required: '3.10', problem: null });
    expect(await valid('3.12')).toEqual({
      valid: false,
      version: '3.9.2',
      required: '3.12',
      problem: 'python 3.9.2 is older than 3.12',
    });
    await expect(runAction(validatePython, { min_python: '>=3' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETERS',
    });
  });
});
