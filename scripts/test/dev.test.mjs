import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { OUT_OF_TIME, run } from '../dev/children.mjs';
import { installationDigest } from '../dev/setup.mjs';
import { cleanEnvironment, whyNodeIsTooOld } from '../dev/toolchain.mjs';
import { readPackages, repositoryRoot } from '../workspace.mjs';
import { plant } from './planted-tree.mjs';

/** A process that has ended may wait as a zombie until somebody asks for its end. @param {number} pid */
function isAlive(pid) {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

/** A command that starts a shell, which starts a sleeper in the background and tells its process id. */
const interruptible = `
import { forwardSignals, run } from '${join(repositoryRoot, 'scripts/dev/children.mjs')}';
forwardSignals();
await run('sh', ['-c', process.argv[2]], { cwd: '.', env: process.env, output: process.argv[3] });
console.log('went on after the interrupt');
`;

describe('a child of the development commands', () => {
  it.each([
    ['SIGINT', 'sleep 100 & echo $!; wait', 'shown', 130],
    ['SIGTERM', 'sleep 100 & echo $! >&3; wait', 'kept', 143],
    ['SIGHUP', 'sleep 100 & echo $!; wait', 'shown', 129],
  ])('given %s, ends with everything that it started', async (signal, script, output, code) => {
    const root = plant({ 'interruptible.mjs': interruptible });
    const keepsOutput = output === 'kept';
    const told = keepsOutput ? script.replace('&3', join(root, 'pid')) : script;
    const child = spawn(process.execPath, ['interruptible.mjs', told, output], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = /** @type {Buffer[]} */ ([]);
    child.stdout.on('data', (chunk) => said.push(chunk));
    const text = () => (keepsOutput ? readIfThere(join(root, 'pid')) : Buffer.concat(said).toString());
    const sleeper = await vi.waitUntil(() => Number(/^(\d+)\n/.exec(text())?.[1] ?? 0), { timeout: 10_000 });
    expect(isAlive(sleeper)).toBe(true);
    child.kill(/** @type {NodeJS.Signals} */ (signal));
    expect(await once(child, 'close')).toEqual([code, null]);
    await vi.waitUntil(() => !isAlive(sleeper));
    expect(Buffer.concat(said).toString()).not.toContain('went on');
  });

  it('given a limit, ends when it has run out', async () => {
    const program = ['-c', 'trap "" TERM; echo begun; while true; do sleep 1; done'];
    const ended = await run('sh', program, { cwd: '.', env: process.env, output: 'kept', limitMs: 300 });
    expect(ended).toEqual({ code: OUT_OF_TIME, stdout: 'begun\n', output: 'begun\n' });
  });

  it('given that the npm which started it is gone, ends with everything that it started', async () => {
    const root = plant({ 'interruptible.mjs': interruptible });
    const script = `sleep 100 & echo $! > '${join(root, 'pid')}'; wait`;
    const shell = spawn('sh', ['-c', 'node interruptible.mjs "$0" kept; true', script], {
      cwd: root,
      env: { ...process.env, npm_lifecycle_event: 'test' },
      stdio: 'ignore',
    });
    const sleeper = await vi.waitUntil(() => Number(readIfThere(join(root, 'pid'))), { timeout: 10_000 });
    expect(isAlive(sleeper)).toBe(true);
    shell.kill('SIGKILL');
    await vi.waitUntil(() => !isAlive(sleeper), { timeout: 10_000 });
  });
});

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

describe('the toolchain', () => {
  it('given a Node version below engines, says what is needed', () => {
    expect(whyNodeIsTooOld('20.18.3')).toBe('Node 20.18.3 is too old: >=20.19 is needed.');
    expect(['20.19.0', '22.0.0', '24.1.0'].map(whyNodeIsTooOld)).toEqual([undefined, undefined, undefined]);
  });

  it("given npm's own variables, keeps them from tools and keeps what a person configured", () => {
    const kept = cleanEnvironment({
      npm_package_name: 'x',
      npm_lifecycle_event: 'test',
      npm_config_cafile: '/ca',
      HOME: '/home',
    });
    expect(kept).toMatchObject({ npm_config_cafile: '/ca', HOME: '/home', DO_NOT_TRACK: '1' });
    expect(Object.keys(kept)).not.toContain('npm_package_name');
    expect(Object.keys(kept)).not.toContain('npm_lifecycle_event');
  });
});

describe('an installation', () => {
  const files = { 'package.json': {}, 'packages/one/package.json': { name: 'one' }, 'packages/one/src/a.ts': '' };

  it('is another one when lockfile, workspace file or any manifest changes, and the same when sources change', () => {
    const root = plant(files);
    const digests = [installationDigest(root)];
    writeFileSync(join(root, 'packages/one/src/a.ts'), 'changed');
    digests.push(installationDigest(root));
    for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'packages/one/package.json']) {
      appendFileSync(join(root, file), '\n');
      digests.push(installationDigest(root));
    }
    expect(digests[1]).toBe(digests[0]);
    expect(new Set(digests).size).toBe(5);
  });

  it('finds packages by the patterns of pnpm-workspace.yaml', () => {
    const root = plant({ ...files, 'bench/package.json': { name: 'bench' }, 'packages/empty/a.txt': '' });
    expect(readPackages(root).map(({ folder, name }) => [folder, name])).toEqual([
      ['bench', 'bench'],
      ['packages/one', 'one'],
    ]);
    writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages:\n  - packages/**\n');
    expect(() => readPackages(root)).toThrow('"- packages/**" is not "folder" or "folder/*"');
  });
});

describe('dev.mjs', () => {
  it.each([
    ['no command', [], /^usage: npm run setup/],
    ['a command of Object.prototype', ['constructor'], /^usage: npm run setup/],
    ['a flag that verify does not have', ['verify', '--fast'], /^verify takes no "--fast"\nusage/],
    ['a project that is not there', ['start', './no where'], /no where does not exist: name a project/],
  ])('given %s, says so and exits with 2 before anything is installed', (_what, args, message) => {
    const dev = join(repositoryRoot, 'scripts/dev.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [dev, ...args], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
