import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';
import { action, actions, step, writePlugin } from './written-plugin.ts';

const fine = action("return { text: 'x' };");

/** A project with a plugin of the module "bad", used where it is. */
async function project(run: string, more = ''): Promise<CommandLine> {
  const line = new CommandLine();
  const folder = writePlugin(line.folder, { module: 'bad', definition: `${actions({ say: run })} ${more}` });
  const { code, stderr } = await line.run('plugin', 'add', folder, '--link', '--yes');
  expect(code === 0 ? '' : stderr).toBe('');
  return line;
}

/** Runs a step of the bad module beside one of a good one. */
async function ranBeside(line: CommandLine, more: object = {}) {
  const file = line.file('w.yaml', { name: 'w', steps: [step('bad', 'bad', 'say', more), shell('fine', 'echo well')] });
  return line.json('workflow', 'run', file);
}

/** The failed step, when the run told of it and the other step completed. */
async function failedStep(line: CommandLine, more: object = {}) {
  const { code, document } = await ranBeside(line, more);
  expect([code, document.status]).toEqual([1, 'failed']);
  expect(document.results.fine).toMatchObject({ success: true, output: { stdout: 'well\n' } });
  expect(document.results.bad.success).toBe(false);
  return document.results.bad;
}

/** What a program that fails says. */
function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return 'it did not fail';
}

/** Other plugins are as they were. */
async function expectOthersToStand(line: CommandLine): Promise<void> {
  expect((await line.run('task', 'run', 'shell.run', '--params', '{"command":["true"]}')).code).toBe(0);
}

describe('an action that breaks', { timeout: 120_000 }, () => {
  it.each([
    {
      how: 'gives a value of the wrong type',
      run: 'return { text: 7 };',
      code: 'INVALID_OUTPUT',
      says: ['bad.say', 'text', 'must be a text, not 7', 'report it to its authors'],
    },
    {
      how: 'gives what is no JSON',
      run: "return { text: 'x', when: new Date(0) };",
      code: 'INVALID_OUTPUT',
      says: ['bad.say', '/when is a Date'],
    },
    {
      how: 'throws',
      run: "throw new TypeError('no weather today');",
      code: 'ACTION_FAILED',
      says: ['no weather today', 'TypeError', 'codomyrmex-plugin-bad/dist/index.js:'],
    },
    {
      how: 'throws what is no Error',
      run: 'await null; throw undefined;',
      code: 'ACTION_FAILED',
      says: ['the action threw undefined, which is no Error', 'throws an Error, or new ActionError('],
    },
    {
      how: 'ends the process',
      run: 'process.exit(0);',
      code: 'ACTION_FAILED',
      says: ['process.exit(0) would end codomyrmex and not the step', 'codomyrmex-plugin-bad/dist/index.js:'],
    },
    {
      how: 'changes its input',
      run: "input.name = 'me'; return { text: 'x' };",
      code: 'ACTION_FAILED',
      says: ["'name'", 'codomyrmex-plugin-bad/dist/index.js:', 'input is frozen: copy what is to be changed'],
    },
    {
      how: 'does what it does not declare',
      run: "await context.exec(['touch', 'here']); return { text: 'x' };",
      code: 'EFFECT_NOT_DECLARED',
      says: ['bad.say does not declare the effect \\"exec\\"', "adds 'exec' to the effects of bad.say"],
    },
  ])('given one that $how, then its step says what and where, and the others complete', async ({ run, code, says }) => {
    const failed = await failedStep(await project(action(run)));
    expect(failed.error_code).toBe(code);
    for (const words of says) expect(JSON.stringify(failed)).toContain(words);
  });

  const odd = `context.log.info(undefined); context.log.warn({ a: 1 }); context.progress('half', 7);
    throw Object.assign(new Error('odd'), { stack: [], code: 7 });`;
  it.each(['none', 'thread', 'process'])(
    'given one that says and throws what has other types than it should, kept in "%s", then it has failed with what it threw',
    async (isolation) => {
      const line = await project(action(odd));
      expect(await failedStep(line, { isolation })).toMatchObject({ error_code: 'ACTION_FAILED', error: 'odd' });
      const [run] = (await line.json('run', 'list')).document;
      const { stdout } = await line.run('run', 'logs', run.execution_id, 'bad');
      expect(stdout).toMatch(/undefined\n.*warn \{ a: 1 \}\n/);
    },
  );

  it.each(['none', 'thread', 'process'])(
    'given one that gives nothing, kept in "%s", then it says so',
    async (isolation) => {
      const failed = await failedStep(await project(action('return;')), { isolation });
      expect(failed).toMatchObject({
        error_code: 'INVALID_OUTPUT',
        error: expect.stringContaining('the output is missing'),
      });
    },
  );

  it('given one that hangs, then its step ends when its time is over, and the others complete', async () => {
    const failed = await failedStep(await project(action('return new Promise(() => {});')), { timeout: 1 });
    expect(failed).toMatchObject({ error_code: 'TIMEOUT_EXCEEDED', error: 'attempt 1 took longer than its 1 s' });
  });

  it('given one that goes on for ever, then the command ends all the same when the run has', async () => {
    const failed = await failedStep(
      await project(action('for (;;) await new Promise((done) => setTimeout(done, 50));')),
      { timeout: 1 },
    );
    expect(failed.error_code).toBe('TIMEOUT_EXCEEDED');
  });

  it('given one that never gives its thread back, then kept in a process it ends when its time is over', async () => {
    const failed = await failedStep(await project(action('for (;;);')), { timeout: 2, isolation: 'process' });
    expect(failed.error_code).toBe('TIMEOUT_EXCEEDED');
  });

  it('given one that leaves a timer that throws and promises that nobody waits for, then all complete, and stderr says where', async () => {
    const broken = `setTimeout(() => { throw new TypeError('late'); }, 1);
      void Promise.reject(new Error('unheard')); void Promise.reject('plain');
      await new Promise((done) => setTimeout(done, 200)); return { text: 'x' };`;
    const { code, document, stderr } = await ranBeside(await project(action(broken)));
    expect([code, document.status]).toEqual([0, 'completed']);
    const place = 'codomyrmex-plugin-bad/dist/index\\.js:\\d+:\\d+\\)?';
    for (const words of ['late', 'unheard']) {
      expect(stderr).toMatch(new RegExp(`warning: a fault where no step waits for it, at .*${place}: ${words}`));
    }
    expect(stderr).toContain('a fault where no step waits for it, in code that is not ours: the text "plain"');
  });

  it('given one that prints, then the document on stdout stays whole, and stderr says where it was', async () => {
    const line = await project(action("console.log('noise'); process.stdout.write('{'); return { text: 'x' };"));
    const { code, document, stderr } = await ranBeside(line);
    expect([code, document.status, document.results.bad.output]).toEqual([0, 'completed', { text: 'x' }]);
    expect(stderr).toMatch(/codomyrmex-plugin-bad\/dist\/index\.js:\d+:\d+\) printed to stdout/);
    expect(stderr).toContain('noise');
  });
});

describe('a tap that breaks', { timeout: 120_000 }, () => {
  it('given a gate that never resolves, then the run is refused in its name and nothing of it is written', async () => {
    const tap = "{ name: 'bad', timeoutMs: 200 }, () => new Promise(() => {})";
    const line = await project(fine, `taps: (hooks) => hooks.runStarting.tapPromise(${tap}),`);
    const { code, document } = await ranBeside(line);
    expect(code).toBe(1);
    expect(document).toMatchObject({
      success: false,
      error_code: 'HOOK_TIMEOUT',
      error: 'plugin "bad" failed in hook "runStarting": it did not end within 0.2 s',
      suggestions: [expect.stringContaining('timeoutMs')],
    });
    expect((await line.json('run', 'list')).document).toEqual([]);
    expect((await line.run('plugin', 'remove', 'bad')).code).toBe(0);
    await expectOthersToStand(line);
  });

  it('given a gate that refuses, then its own code and advice are told', async () => {
    const refusal = "new UsageError('not on Mondays', { code: 'NOT_TODAY', suggestions: ['Come back on Tuesday.'] })";
    const line = await project(fine, `taps: (hooks) => hooks.runStarting.tap('bad', () => { throw ${refusal}; }),`);
    const file = line.file('w.yaml', { name: 'w', steps: [shell('fine', 'echo well')] });
    const { code, stderr } = await line.run('workflow', 'run', file);
    expect(code).toBe(1);
    expect(stderr).toContain('plugin "bad" failed in hook "runStarting": not on Mondays');
    expect(stderr).toContain('Come back on Tuesday.');
    expect((await line.json('workflow', 'run', file)).document.error_code).toBe('NOT_TODAY');
  });

  it('given a module that never ends loading, then the command does not leave as if it had done its work', async () => {
    const line = await project(fine, "taps: (hooks) => hooks.runStarting.tap('bad', () => {}),");
    appendFileSync(join(line.folder, 'codomyrmex-plugin-bad/dist/index.js'), 'await new Promise(() => {});\n');
    const { code, stderr } = await line.run(
      'workflow',
      'run',
      line.file('w.yaml', { name: 'w', steps: [shell('fine', 'true')] }),
    );
    expect({ code, stderr }).toEqual({ code: 13, stderr: 'error what the command waits for cannot come any more\n' });
  });

  it('given a linked plugin that came to tap a hook when it was built again, then it guards from the next run on', async () => {
    const line = await project(fine);
    expect((await ranBeside(line)).code).toBe(0);
    const tap = "hooks.runStarting.tap('bad', () => { throw new Error('guarded'); })";
    writePlugin(line.folder, { module: 'bad', definition: `${actions({ say: fine })} taps: (hooks) => ${tap},` });
    const { code, document } = await ranBeside(line);
    expect([code, document.error_code]).toEqual([1, 'HOOK_FAILED']);
  });
});

describe('a package that breaks', { timeout: 120_000 }, () => {
  it.each([
    { what: 'contract', change: { api_version: 2 }, says: ['speaks version 2', 'Codomyrmex is the older side'] },
    { what: 'contract', change: { api_version: 0 }, says: ['speaks version 0', 'The plugin is the older side'] },
  ])(
    'given a plugin of the $what $change.api_version, then whoever needs it is told which side to update',
    async ({ change, says }) => {
      const line = await project(fine);
      const path = join(line.folder, 'codomyrmex-plugin-bad/dist/codomyrmex.json');
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
      const { code, stderr } = await line.run('task', 'run', 'bad.say');
      expect(code).toBe(2);
      for (const words of [...says, 'codomyrmex-plugin-bad']) expect(stderr).toContain(words);
      await expectOthersToStand(line);
    },
  );

  it.each([
    { core: '^99.0.0', says: ['needs @codomyrmex/core ^99.0.0, and ', 'Codomyrmex is the older side'] },
    { core: '^0.0.1', says: ['needs @codomyrmex/core ^0.0.1, and ', 'The plugin is the older side'] },
    { core: 'newest', says: ['asks for @codomyrmex/core newest, which is no range'] },
  ])('given a plugin that asks for core $core, then adding it says which side to update', async ({ core, says }) => {
    const line = new CommandLine();
    const folder = writePlugin(line.folder, { module: 'bad', core, definition: actions({ say: fine }) });
    const { code, stderr } = await line.run('plugin', 'add', folder, '--link', '--yes');
    expect(code).toBe(2);
    for (const words of [...says, 'codomyrmex-plugin-bad']) expect(stderr).toContain(words);
    expect((await line.run('action', 'show', 'bad.say')).code).toBe(3);
  });

  it('given no manifest, then adding it is refused, and where it is gone later the others are still shown', async () => {
    const line = await project(fine);
    const folder = join(line.folder, 'codomyrmex-plugin-bad');
    rmSync(join(folder, 'dist/codomyrmex.json'));
    for (const words of [
      ['plugin', 'add', folder, '--link', '--yes'],
      ['task', 'run', 'bad.say'],
    ]) {
      const { code, stderr } = await line.run(...words);
      expect(code).toBe(2);
      expect(stderr).toContain(`codomyrmex-plugin-bad has no manifest at ${join(folder, 'dist/codomyrmex.json')}`);
      expect(stderr).toContain('codomyrmex-manifest is the last step of a build');
    }
    const listed = await line.json('plugin', 'list');
    expect(listed.code).toBe(0);
    expect(listed.document).toContainEqual(
      expect.objectContaining({ module: 'bad', error: expect.stringContaining('has no manifest') }),
    );
    const offered = await line.run('action', 'list');
    expect([offered.code, offered.stdout.includes('shell.run')]).toEqual([0, true]);
    expect(offered.stderr).toContain('warning: plugin "bad" cannot be used: ');
    await expectOthersToStand(line);
  });

  it('given code that throws while it is imported, then its step and the doctor say where, and what to do', async () => {
    const line = await project(fine);
    appendFileSync(join(line.folder, 'codomyrmex-plugin-bad/dist/index.js'), "throw new Error('no key');\n");
    const failed = await failedStep(line);
    expect(failed.error).toMatch(/cannot be loaded: no key, at .*codomyrmex-plugin-bad\/dist\/index\.js:\d+:\d+$/);
    const { code, stdout } = await line.run('plugin', 'doctor');
    expect([
      code,
      stdout.includes('no key'),
      stdout.includes('\n  A plugin does nothing while it is imported'),
    ]).toEqual([1, true, true]);
  });

  it('given a linked plugin whose code was changed and not built, then the doctor says that its manifest is older', async () => {
    const line = await project(fine);
    expect((await line.run('plugin', 'doctor')).code).toBe(0);
    const path = join(line.folder, 'codomyrmex-plugin-bad/dist/index.js');
    writeFileSync(path, readFileSync(path, 'utf8').replace('Says something', 'Says something else'));
    const { code, stdout } = await line.run('plugin', 'doctor');
    expect([code, stdout.includes('the manifest of codomyrmex-plugin-bad is older than its code')]).toEqual([1, true]);
    expect(stdout).toContain(`In ${join(line.folder, 'codomyrmex-plugin-bad')}: build it`);
  });

  it.each([
    {
      what: 'a name in camel case',
      definition: 'actions: { sayIt: X }',
      says: ['the action "sayIt" of plugin bad is not a name', 'such as "say_it"'],
    },
    {
      what: 'a date',
      definition: actions({ say: action('return {};', 'input: z.strictObject({ at: z.object({ day: z.date() }) }),') }),
      says: ['bad.say: input.at.day has no JSON Schema', 'z.iso.datetime()'],
    },
    { what: 'code that cannot be read', definition: 'actions: { (', says: ["Unexpected token '('", 'node --check '] },
    {
      what: 'a package that is not there',
      definition: 'actions: {}',
      before: "import 'not-there';",
      says: ["index.js cannot be loaded: Cannot find package 'not-there'", 'npm install'],
    },
  ])('given $what, then codomyrmex-manifest says where it is and what to do', ({ definition, before = '', says }) => {
    const { folder } = new CommandLine();
    const text = failureOf(() =>
      writePlugin(folder, { module: 'bad', definition, before: `const X = {};\n${before}` }),
    );
    for (const words of says) expect(text).toContain(words);
  });

  it('given a linked plugin whose packages were never installed, then it says where to install them', async () => {
    const line = await project(fine);
    rmSync(join(line.folder, 'codomyrmex-plugin-bad/node_modules'), { recursive: true });
    const failed = await failedStep(line);
    expect(failed.error_code).toBe('PLUGIN_UNUSABLE');
    expect(failed.error).toContain("cannot be loaded: Cannot find package '@codomyrmex/core'");
    expect(failed.suggestions).toEqual([
      `In ${join(line.folder, 'codomyrmex-plugin-bad')}: npm install, and build it.`,
    ]);
  });

  it.each([
    { file: 'package.json', text: '{', says: 'is no JSON' },
    { file: 'package.json', text: '{ "name": "x", "version": "1.0.0" }', says: 'x is no Codomyrmex plugin' },
    { file: 'dist/codomyrmex.json', text: '{}', says: 'the manifest of codomyrmex-plugin-bad cannot be used' },
    {
      file: 'package.json',
      text: '{ "name": "x", "version": "1.0.0", "codomyrmex": { "manifest": "../m.json" } }',
      says: 'x names "../m.json", which lies outside its folder',
    },
  ])('given $file with $text, then adding it says "$says"', async ({ file, text, says }) => {
    const line = new CommandLine();
    const folder = writePlugin(line.folder, { module: 'bad', definition: actions({ say: fine }) });
    writeFileSync(join(folder, file), text);
    const { code, stderr } = await line.run('plugin', 'add', folder, '--link', '--yes');
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
