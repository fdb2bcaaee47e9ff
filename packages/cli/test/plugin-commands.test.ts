import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';
import { action, actions, compatible, step, type WrittenPlugin, writePlugin } from './written-plugin.ts';

const KEY = 'correct-horse-battery';

/** Reports the weather in the unit of the configuration, with a key that it must not tell. */
const weather: WrittenPlugin = {
  module: 'weather',
  package: '@acme/codomyrmex-plugin-weather',
  before: "const config = z.strictObject({ unit: z.enum(['C', 'F']).default('C').describe('The unit.') });",
  definition: `config, ${actions({
    report: action(
      `const key = context.secrets.require('WEATHER_KEY');
       context.log.info('asked with ' + key);
       return { text: '20 ' + context.config.unit + ' ' + key };`,
      "config, effects: ['secrets'], secrets: ['WEATHER_KEY'],",
    ),
  })}`,
};
/** The same at another version, with what it does more. */
const weatherAt = (version: string, effects = "['secrets']"): WrittenPlugin => ({
  ...weather,
  version,
  definition: weather.definition.replace("effects: ['secrets']", `effects: ${effects}`),
});

/** Writes a plugin and packs it in the form of npm's tarballs; gives the tarball's path. */
function packed(line: CommandLine, plugin: WrittenPlugin): string {
  const folder = writePlugin(line.folder, plugin);
  const place = join(line.folder, 'package');
  rmSync(join(folder, 'node_modules'), { recursive: true });
  renameSync(folder, place);
  const tarball = join(line.folder, `${plugin.module}-${plugin.version ?? '1.0.0'}.tgz`);
  execFileSync('tar', ['-czf', tarball, '-C', line.folder, 'package']);
  rmSync(place, { recursive: true });
  return tarball;
}

const lockFile = (line: CommandLine): string => join(line.folder, 'data/plugins/plugins.lock.json');
const lockOf = (line: CommandLine): { readonly plugins: readonly Record<string, unknown>[] } =>
  JSON.parse(readFileSync(lockFile(line), 'utf8'));

/** What lies in the folder of added plugins; a lock file, and no folder that somebody forgot. */
const added = (line: CommandLine): readonly string[] =>
  existsSync(join(line.folder, 'data/plugins')) ? readdirSync(join(line.folder, 'data/plugins')).sort() : [];

async function expectDone(ended: Promise<{ readonly code: number | null; readonly stderr: string }>): Promise<void> {
  const { code, stderr } = await ended;
  expect(code === 0 ? '' : stderr).toBe('');
}

describe('the life of a plugin', { timeout: 120_000 }, () => {
  it('given a tarball, then it is added, known, configured, run and removed, and its secret stands nowhere', async () => {
    const line = new CommandLine({ environment: { WEATHER_KEY: KEY } });
    const tarball = packed(line, weather);
    const told = await line.json('plugin', 'add', tarball, '--yes');
    expect([told.code, told.document.success]).toEqual([0, true]);
    expect(lockOf(line).plugins).toEqual([
      {
        module: 'weather',
        package: '@acme/codomyrmex-plugin-weather',
        version: '1.0.0',
        source: 'file:../weather-1.0.0.tgz',
        integrity: expect.stringMatching(/^sha512-/),
        link: null,
        core: compatible,
        effects: ['secrets'],
        secrets: ['WEATHER_KEY'],
        hooks: [],
        isolation: 'none',
      },
    ]);
    expect(added(line)).toEqual(['.gitignore', 'plugins.lock.json', 'weather']);

    const listed = await line.json('plugin', 'list');
    expect(listed.document).toContainEqual(
      expect.objectContaining({ module: 'weather', package: '@acme/codomyrmex-plugin-weather', actions: 1 }),
    );
    const info = await line.run('plugin', 'info', '@acme/codomyrmex-plugin-weather');
    for (const words of ['weather.report', 'secrets: WEATHER_KEY', 'configuration (plugins.weather)', 'unit']) {
      expect(info.stdout).toContain(words);
    }
    expect((await line.run('action', 'show', 'weather.report')).stdout).toContain('effects: secrets');

    const task = await line.run('task', 'run', 'weather.report', '--json');
    expect([task.code, task.stdout.includes('20 C ***')]).toEqual([0, true]);
    line.file('data/config.json', '{ "plugins": { "weather": { "unit": "F" } } }');
    const file = line.file('w.yaml', { name: 'w', steps: [step('now', 'weather', 'report')] });
    const run = await line.json('workflow', 'run', file);
    expect(run.document.results.now.output).toEqual({ text: '20 F ***' });
    const id = run.document.execution_id;
    const logs = await line.run('run', 'logs', id);
    expect(logs.stdout).toContain('asked with ***');
    const texts = [task, run, logs, await line.run('run', 'events', id), await line.run('run', 'show', id)];
    expect(texts.filter(({ stdout, stderr }) => `${stdout}${stderr}`.includes(KEY))).toEqual([]);

    await expectDone(line.run('plugin', 'remove', 'weather'));
    expect([added(line), lockOf(line).plugins]).toEqual([['.gitignore', 'plugins.lock.json'], []]);
    const { code, stderr } = await line.run('task', 'run', 'weather.report');
    expect([code, stderr]).toEqual([2, expect.stringContaining('there is no module "weather"')]);
  });

  it('given a folder, then what npm would publish of it is added, and later changes of it change nothing', async () => {
    const line = new CommandLine();
    const say = (text: string) => actions({ say: action(`return { text: '${text}' };`) });
    const folder = writePlugin(line.folder, { module: 'good', definition: say('first') });
    writeFileSync(join(folder, 'not-published.txt'), 'mine');
    await expectDone(line.run('plugin', 'add', './codomyrmex-plugin-good', '--yes'));
    writePlugin(line.folder, { module: 'good', definition: say('second') });
    expect((await line.run('task', 'run', 'good.say', '--json')).stdout).toContain('first');
    expect(existsSync(join(line.folder, 'data/plugins/good/node_modules/codomyrmex-plugin-good'))).toBe(true);
    expect(readdirSync(join(line.folder, 'data/plugins/good/node_modules/codomyrmex-plugin-good')).sort()).toEqual([
      'dist',
      'package.json',
    ]);
    await expectDone(line.run('plugin', 'update', 'good', '--yes'));
    expect((await line.run('task', 'run', 'good.say', '--json')).stdout).toContain('second');
  });

  it('given nobody to ask and no --yes, then it is told what would be agreed to, and nothing is changed', async () => {
    const line = new CommandLine();
    const { code, stdout, stderr } = await line.run('plugin', 'add', packed(line, weather));
    expect([code, stdout]).toEqual([4, '']);
    for (const words of [
      'effects   secrets',
      'secrets   WEATHER_KEY',
      'hooks     none',
      'nothing was changed',
      '--yes',
    ]) {
      expect(stderr).toContain(words);
    }
    expect(added(line)).toEqual(['.gitignore']);
    const refused = await line.json('plugin', 'add', join(line.folder, 'weather-1.0.0.tgz'));
    expect([refused.code, refused.document.error_code]).toEqual([4, 'NOT_CONFIRMED']);
  });

  it('given a configuration that is wrong, then every fault is told with its place, and others go on', async () => {
    const line = new CommandLine();
    await expectDone(line.run('plugin', 'add', writePlugin(line.folder, weather), '--link', '--yes'));
    line.file('data/config.json', '{ "plugins": { "weather": { "unit": "K", "colour": 1 } } }');
    const { code, stderr } = await line.run('task', 'run', 'weather.report');
    expect(code).toBe(2);
    for (const words of ['plugins.weather.unit: ', 'colour', 'codomyrmex plugin info weather']) {
      expect(stderr).toContain(words);
    }
    await expectDone(line.run('task', 'run', 'shell.run', '--params', '{"command":["true"]}'));
    line.file('data/config.json', '{}');
    const missing = await line.run('task', 'run', 'weather.report');
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('WEATHER_KEY')]);
  });
});

describe('another version of a plugin', { timeout: 120_000 }, () => {
  it('given the same content, more effects, fewer effects and a lower version, then only more is asked for', async () => {
    const line = new CommandLine();
    await expectDone(line.run('plugin', 'add', packed(line, weather), '--yes'));
    const same = await line.run('plugin', 'update', 'weather');
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('is up to date')]);

    const more = packed(line, weatherAt('1.1.0', "['secrets', 'net']"));
    const before = readFileSync(lockFile(line), 'utf8');
    const asked = await line.run('plugin', 'update', 'weather', '--to', more);
    expect([asked.code, readFileSync(lockFile(line), 'utf8')]).toEqual([4, before]);
    expect(asked.stderr).toMatch(/1\.1\.0 asks for more than 1\.0\.0:\s+effects {3}net\n/);
    expect((await line.json('action', 'show', 'weather.report')).document.effects).toEqual(['secrets']);

    await expectDone(line.run('plugin', 'update', 'weather', '--to', more, '--yes'));
    expect(lockOf(line).plugins).toMatchObject([{ version: '1.1.0', effects: ['net', 'secrets'] }]);
    const lower = await line.run('plugin', 'update', 'weather', '--to', packed(line, weatherAt('0.9.0')));
    expect([lower.code, lower.stdout]).toEqual([0, expect.stringContaining('updated from 1.1.0')]);
    expect(lockOf(line).plugins).toMatchObject([{ version: '0.9.0', effects: ['secrets'] }]);

    const other = packed(line, { module: 'other', definition: actions({ say: action("return { text: '' };") }) });
    const another = await line.run('plugin', 'update', 'weather', '--to', other, '--yes');
    expect([another.code, another.stderr]).toEqual([2, expect.stringContaining('module "other", not "weather"')]);
    expect(added(line)).toEqual(['.gitignore', 'plugins.lock.json', 'weather']);
    const unknown = await line.run('plugin', 'update', 'wether');
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining('Added: weather')]);
  });
});

describe('a module that somebody has', { timeout: 120_000 }, () => {
  const claiming = (module: string, name: string): WrittenPlugin => ({
    module,
    package: name,
    definition: actions({ say: action("return { text: '' };") }),
  });

  it('given that of a shipped or an added plugin, then both packages are named and nothing is changed', async () => {
    const line = new CommandLine();
    const shell = writePlugin(line.folder, claiming('shell', '@acme/shells'));
    const shipped = await line.json('plugin', 'add', shell, '--link', '--yes');
    expect([shipped.code, shipped.document.error_code]).toEqual([4, 'MODULE_TAKEN']);
    expect(shipped.document.details.packages).toEqual(['@codomyrmex/plugin-shell', '@acme/shells']);
    await expectDone(line.run('plugin', 'add', writePlugin(line.folder, claiming('mine', 'first')), '--link', '--yes'));
    const second = await line.run(
      'plugin',
      'add',
      writePlugin(line.folder, claiming('mine', 'second')),
      '--link',
      '--yes',
    );
    expect(second.code).toBe(4);
    expect(second.stderr).toContain('second claims the module "mine", which is that of first');
    expect(second.stderr).toContain('codomyrmex plugin remove mine');
    expect(lockOf(line).plugins).toMatchObject([{ package: 'first' }]);
    const created = await line.run('plugin', 'create', 'shell');
    expect([created.code, created.stderr]).toEqual([4, expect.stringContaining('@codomyrmex/plugin-shell')]);
    expect(existsSync(join(line.folder, 'codomyrmex-plugin-shell'))).toBe(false);
  });
});

describe('a project on another machine', { timeout: 120_000 }, () => {
  it('given the lock file alone, then what needs a plugin says how to fetch it, and install brings the same', async () => {
    const line = new CommandLine({ environment: { WEATHER_KEY: KEY } });
    const tarball = packed(line, weather);
    await expectDone(line.run('plugin', 'add', tarball, '--yes'));
    rmSync(join(line.folder, 'data/plugins/weather'), { recursive: true });
    const without = await line.run('task', 'run', 'weather.report');
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('codomyrmex plugin install')]);
    // The path in the lock file is meant from the data folder, not from where the command stands.
    const asked = await line.run('plugin', 'install');
    expect([asked.code, asked.stderr]).toEqual([4, expect.stringContaining('secrets   WEATHER_KEY')]);
    const installed = await line.json('plugin', 'install', '--yes');
    expect([installed.code, installed.document]).toEqual([0, { success: true, installed: ['weather'] }]);
    await expectDone(line.run('task', 'run', 'weather.report'));

    const lock = readFileSync(lockFile(line), 'utf8');
    copyFileSync(packed(line, weatherAt('1.0.1')), tarball);
    rmSync(join(line.folder, 'data/plugins/weather'), { recursive: true });
    const tampered = await line.json('plugin', 'install', '--yes');
    expect([tampered.code, tampered.document.error_code]).toEqual([4, 'INTEGRITY_MISMATCH']);
    expect([added(line), readFileSync(lockFile(line), 'utf8')]).toEqual([['.gitignore', 'plugins.lock.json'], lock]);

    rmSync(tarball);
    const gone = await line.run('plugin', 'install', '--yes');
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining(`${tarball} is gone`)]);
  });

  it('given a lock file and code beside it that somebody else brought, then it is told of, and not run before a yes', async () => {
    const theirs = new CommandLine({ environment: { WEATHER_KEY: KEY } });
    const tarball = packed(theirs, weather);
    await expectDone(theirs.run('plugin', 'add', tarball, '--yes'));
    const line = new CommandLine({ environment: { WEATHER_KEY: KEY } });
    cpSync(join(theirs.folder, 'data'), join(line.folder, 'data'), { recursive: true });
    copyFileSync(tarball, join(line.folder, basename(tarball)));
    expect((await line.run('action', 'list', '--module', 'weather')).stdout).toContain('weather.report');
    const refused = await line.run('task', 'run', 'weather.report');
    expect([refused.code, refused.stderr]).toEqual([
      4,
      expect.stringContaining('was not added by you on this machine'),
    ]);
    const doctor = await line.json('plugin', 'doctor');
    expect(doctor.code).toBe(1);
    expect(JSON.stringify(doctor.document)).toContain('was not added by you');
    await expectDone(line.run('plugin', 'install', '--yes'));
    await expectDone(line.run('task', 'run', 'weather.report'));
  });

  it('given a lock file that cannot be read, then the file and what is wrong in it are named', async () => {
    const line = new CommandLine();
    mkdirSync(join(line.folder, 'data/plugins'), { recursive: true });
    for (const [text, why] of [
      ['<<<<<<< ours', 'JSON'],
      ['{ "lock_version": 2, "plugins": [] }', 'lock_version'],
    ] as const) {
      writeFileSync(lockFile(line), text);
      for (const words of [
        ['plugin', 'list'],
        ['plugin', 'install'],
      ]) {
        const { code, stderr } = await line.run(...words);
        expect(code).toBe(2);
        for (const told of [lockFile(line), why, 'version control']) expect(stderr).toContain(told);
      }
    }
  });
});

describe('what a plugin may do', { timeout: 120_000 }, () => {
  it('given allowed_effects without what it does, then adding it is refused, and one that was added does not run', async () => {
    const line = new CommandLine({ environment: { WEATHER_KEY: KEY } });
    const folder = writePlugin(line.folder, weather);
    await expectDone(line.run('plugin', 'add', folder, '--link', '--yes'));
    line.file('data/config.json', '{ "allowed_effects": ["fs:read"] }');
    const again = await line.run('plugin', 'add', folder, '--link', '--yes');
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('does not allow: secrets')]);
    const { code, stderr } = await line.run('task', 'run', 'weather.report');
    expect([code, stderr]).toEqual([2, expect.stringContaining('weather.report declares "secrets"')]);
  });

  it('given --isolation process, then its code runs in a process of its own and its taps are not used', async () => {
    const line = new CommandLine();
    const folder = writePlugin(line.folder, {
      module: 'apart',
      definition: `${actions({ say: action('return { text: String(process.pid) };') })}
        taps: (hooks) => hooks.runStarting.tap('apart', () => { throw new Error('not to be called'); }),`,
    });
    const added = await line.run('plugin', 'add', folder, '--link', '--yes', '--isolation', 'process');
    expect(added.stderr).toContain('runStarting (not used');
    expect(added.stderr).toContain('in processes of its own');
    const file = line.file('w.yaml', { name: 'w', steps: [step('say', 'apart', 'say')] });
    const { child, ended } = line.begin('workflow', 'run', file, '--json');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout).results.say.output.text).toMatch(/^\d+$/);
    expect(JSON.parse(stdout).results.say.output.text).not.toBe(String(child.pid));
    const odd = await line.run('plugin', 'add', folder, '--link', '--yes', '--isolation', 'cage');
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('none, thread, process, sandbox')]);
  });

  it('given plugins that work and one that does not, then doctor tells of each and ends with 1', async () => {
    const line = new CommandLine();
    const definition = `${actions({ say: action("return { text: '' };") })}
      taps: (hooks) => hooks.runStarting.tap({ name: 'good', stage: 5 }, () => {}),`;
    await expectDone(
      line.run('plugin', 'add', writePlugin(line.folder, { module: 'good', definition }), '--link', '--yes'),
    );
    const well = await line.json('plugin', 'doctor');
    expect([well.code, well.document.ok]).toEqual([0, true]);
    expect(well.document.plugins).toContainEqual(
      expect.objectContaining({
        module: 'good',
        origin: 'linked',
        api_version: 1,
        core: compatible,
        error: null,
        taps: [expect.objectContaining({ hook: 'runStarting', place: 1, stage: 5, failures: 0 })],
      }),
    );
    writeFileSync(join(line.folder, 'codomyrmex-plugin-good/dist/index.js'), "throw new Error('half built');");
    const ill = await line.run('plugin', 'doctor');
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/✗ {2}good/);
    expect(ill.stdout).toContain('✗ good: plugin "good" (codomyrmex-plugin-good) cannot be loaded: half built');
    expect(ill.stdout).toMatch(/✓ {2}shell/);
  });

  it('given taps that were called by earlier commands, then doctor tells what they cost and how they failed', async () => {
    const line = new CommandLine();
    const definition = `${actions({ say: action("return { text: '' };") })}
      taps: (hooks) => hooks.beforeAttempt.tap('good', (given) => { if (given.name === 'no') throw new Error('not you'); return given; }),`;
    await expectDone(
      line.run('plugin', 'add', writePlugin(line.folder, { module: 'good', definition }), '--link', '--yes'),
    );
    const say = ['task', 'run', 'good.say', '--param'];
    expect((await line.run(...say, 'name=me')).code).toBe(0);
    expect((await line.run(...say, 'name=no')).code).toBe(1);
    const { document } = await line.json('plugin', 'doctor');
    const good = document.plugins.find(({ module }: { module: string }) => module === 'good');
    expect(good).toMatchObject({ taps_since: expect.stringMatching(/^\d{4}-.*Z$/), taps_error: null });
    const [tap] = good.taps;
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(tap).toMatchObject({ calls: 2, failures: 1, last_error: 'not you', last_error_at: time });
    expect(tap.longest_ms).toBeLessThanOrEqual(tap.total_ms);
    writeFileSync(join(line.folder, 'data/tap-costs/good.json'), '{');
    const { code, stdout } = await line.run('plugin', 'doctor');
    expect([code, stdout.includes('good in beforeAttempt: 0 calls')]).toEqual([0, true]);
    expect(stdout).toMatch(/good: what its taps cost before is not known: .*good\.json cannot be read/);
  });

  it('given a linked plugin, then what is built there is used at once, and its folder is never removed', async () => {
    const line = new CommandLine();
    const say = (text: string) => actions({ say: action(`return { text: '${text}' };`) });
    const folder = writePlugin(line.folder, { module: 'good', definition: say('first') });
    await expectDone(line.run('plugin', 'add', folder, '--link', '--yes'));
    writePlugin(line.folder, { module: 'good', version: '1.1.0', definition: say('second') });
    expect((await line.run('task', 'run', 'good.say', '--json')).stdout).toContain('second');
    const update = await line.run('plugin', 'update', 'good');
    expect([update.code, update.stderr]).toEqual([2, expect.stringContaining('there is nothing to fetch')]);
    await expectDone(line.run('plugin', 'remove', 'good'));
    expect(existsSync(join(folder, 'dist/index.js'))).toBe(true);
  });
});

describe('a package that is none', { timeout: 120_000 }, () => {
  it('given what npm does not find, or what is no plugin, then it says so and nothing is left', async () => {
    const line = new CommandLine({ environment: { npm_config_offline: 'true', npm_config_cache: 'empty-cache' } });
    const nowhere = await line.run('plugin', 'add', './nowhere.tgz', '--yes');
    expect([nowhere.code, nowhere.stderr]).toEqual([3, expect.stringContaining('nowhere.tgz')]);
    const missing = await line.run('plugin', 'add', '../nowhere', '--yes');
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining('neither a folder nor a tarball')]);
    expect(missing.stderr).not.toContain('npm error');
    const shipped = await line.run('plugin', 'remove', 'shell');
    expect([shipped.code, shipped.stderr]).toEqual([3, expect.stringContaining('shell came with codomyrmex')]);
    mkdirSync(join(line.folder, 'plain'));
    line.file('plain/package.json', '{ "name": "plain", "version": "1.0.0" }');
    const plain = await line.run('plugin', 'add', './plain', '--yes');
    expect([plain.code, plain.stderr]).toEqual([2, expect.stringContaining('plain is no Codomyrmex plugin')]);
    const option = await line.run('plugin', 'add', '--yes', '--', '--registry=elsewhere');
    expect(option.code).toBe(1);
    expect(added(line)).toEqual(['.gitignore']);
  });
});
