import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';
import { action, actions, step, writePlugin } from './written-plugin.ts';

const fine = "return { text: 'x' };";

/** A project with a plugin of the module "old": `say` is deprecated for `tell`, `gone` for nothing, `tell` reads files. */
async function project(...more: readonly string[]): Promise<CommandLine> {
  const line = new CommandLine();
  const written = {
    say: action(fine, "deprecated: { since: '0.9.0', use: 'old.tell' },"),
    gone: action(fine, "deprecated: { since: '0.8.0' },"),
    tell: action(fine).replace('effects: []', "effects: ['net', 'fs:read']"),
  };
  const folder = writePlugin(line.folder, { module: 'old', definition: actions(written) });
  const { code, stderr } = await line.run('plugin', 'add', folder, '--link', '--yes', ...more);
  expect(code === 0 ? '' : stderr).toBe('');
  return line;
}

describe('a deprecated action', { timeout: 120_000 }, () => {
  it('given a list of actions or one of them, then it bears a mark, and what takes its place', async () => {
    const line = await project();
    const listed = await line.run('action', 'list', '--module', 'old');
    expect(listed.stdout).toMatch(/old\.say .*\(deprecated: use old\.tell\) Says something/);
    expect(listed.stdout).toMatch(/old\.gone .*\(deprecated\) Says something/);
    expect((await line.run('plugin', 'info', 'old')).stdout).toContain('(deprecated: use old.tell)');
    const { document } = await line.json('action', 'list', '--module', 'old');
    const marks = Object.fromEntries(
      document.map((one: { name: string; deprecated: unknown }) => [one.name, one.deprecated]),
    );
    expect(marks).toEqual({
      say: { since: '0.9.0', use: 'old.tell' },
      gone: { since: '0.8.0', use: null },
      tell: null,
    });
    expect((await line.run('action', 'show', 'old.say')).stdout).toContain(
      'deprecated since old 0.9.0: use old.tell instead',
    );
    expect((await line.json('action', 'show', 'old.say')).document.deprecated).toEqual(marks.say);
  });

  it('given a workflow that uses it, then it is valid, and check, plan and run warn with the place', async () => {
    const line = await project();
    const inner = line.file('inner.yaml', { name: 'inner', steps: [step('deep', 'old', 'gone')] });
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [step('good', 'old', 'tell'), step('bad', 'old', 'say'), { name: 'in', workflow: './inner.yaml' }],
    });
    const told = [
      {
        code: 'deprecated_action',
        message: 'old.say is deprecated since old 0.9.0',
        file,
        line: expect.any(Number),
        column: expect.any(Number),
        path: 'steps[1].action',
        suggestion: 'use old.tell instead',
      },
      expect.objectContaining({
        message: 'old.gone is deprecated since old 0.8.0',
        file: inner,
        path: 'steps[0].action',
        suggestion: 'codomyrmex action list --module old',
      }),
    ];
    const checked = await line.json('workflow', 'validate', file);
    expect([checked.code, checked.document]).toEqual([0, { valid: true, problems: [], warnings: told }]);
    expect((await line.json('workflow', 'run', file, '--dry-run')).document.warnings).toEqual(told);
    for (const words of [
      ['validate', file],
      ['run', file, '--dry-run'],
      ['run', file],
    ]) {
      const { code, stdout, stderr } = await line.run('workflow', ...words);
      expect([code, stdout.includes('deprecated')]).toEqual([0, false]);
      expect(stderr).toMatch(/warning: w\.yaml:\d+:\d+: steps\[1\]\.action: old\.say is deprecated since old 0\.9\.0/);
      expect(stderr).toContain('use old.tell instead');
    }
    const single = await line.run('task', 'run', 'old.say');
    expect([single.code, single.stderr.includes('old.say is deprecated since old 0.9.0')]).toEqual([0, true]);
  });

  it('given a workflow that is not valid or has nothing to warn of, then there are no warnings', async () => {
    const line = await project();
    const wrong = line.file('wrong.yaml', { name: 'w', steps: [step('bad', 'old', 'nothing')] });
    expect((await line.json('workflow', 'validate', wrong)).document).toMatchObject({ valid: false, warnings: [] });
    const right = line.file('right.yaml', { name: 'w', steps: [step('good', 'old', 'tell')] });
    const { document, stderr } = await line.json('workflow', 'validate', right);
    expect([document, stderr]).toEqual([{ valid: true, problems: [], warnings: [] }, '']);
  });
});

describe('effects of a workflow', { timeout: 120_000 }, () => {
  const definition = {
    name: 'w',
    steps: [
      step('tell', 'old', 'tell'),
      step('quiet', 'old', 'say'),
      shell('apart', 'true', { isolation: 'process' }),
      { name: 'in', workflow: './inner.yaml' },
      { name: 'wait', wait_for: { seconds: 1 } },
    ],
  };
  const inner = { name: 'inner', steps: [step('deep', 'old', 'tell', { isolation: 'sandbox' })] };

  it('given a dry run, then they are told for each step and all together, with what is not enforced', async () => {
    const line = await project();
    line.file('inner.yaml', inner);
    const file = line.file('w.yaml', definition);
    const { document } = await line.json('workflow', 'run', file, '--dry-run');
    expect(document.effects).toMatchObject({
      effects: ['fs:read', 'fs:write', 'net', 'exec'],
      not_enforced: ['fs:read', 'fs:write', 'net', 'exec'],
      steps: {
        tell: {
          action: 'old.tell',
          effects: ['fs:read', 'net'],
          isolation: 'none',
          enforced: false,
          enforcement: expect.stringContaining('not enforced for code that goes around its context'),
        },
        quiet: { effects: [], enforced: false },
        apart: {
          isolation: 'process',
          enforced: false,
          enforcement: expect.stringContaining('environment of its own'),
        },
        in: {
          workflow: 'inner',
          effects: ['fs:read', 'net'],
          not_enforced: [],
          steps: { deep: { isolation: 'sandbox', enforced: true } },
        },
      },
    });
    expect(Object.keys(document.effects.steps)).not.toContain('wait');
    const words = [
      'effects: fs:read, fs:write, net, exec; not enforced: fs:read, fs:write, net, exec',
      "old.tell: fs:read, net; not enforced, in codomyrmex's own process (tell)",
      'not enforced but for the environment, in a process of its own (apart)',
      'old.tell: fs:read, net; enforced, in a sandbox (in/deep)',
    ];
    const plan = await line.run('workflow', 'run', file, '--dry-run');
    const shown = await line.run('workflow', 'show', file);
    for (const one of words) {
      expect(plan.stdout).toContain(one);
      expect(shown.stderr).toContain(one);
    }
    expect(shown.stdout).not.toContain('effects');
  });

  it('given a plugin that was added to run in processes, then the plan says so', async () => {
    const line = await project('--isolation', 'process');
    const file = line.file('w.yaml', { name: 'w', steps: [step('tell', 'old', 'tell')] });
    const { document } = await line.json('workflow', 'run', file, '--dry-run');
    expect(document.effects.steps.tell).toMatchObject({ isolation: 'process', enforced: false });
  });

  it('given effects that are not allowed, then the plan is refused like the run, and the definition is still shown', async () => {
    const line = await project();
    const config = line.file('config.json', '{ "allowed_effects": ["fs:read"] }');
    const file = line.file('w.yaml', { name: 'w', steps: [step('tell', 'old', 'tell')] });
    for (const more of [['--dry-run'], []]) {
      const { code, stderr } = await line.run('workflow', 'run', file, '--config', config, ...more);
      expect(code).toBe(2);
      expect(stderr).toContain('old.tell declares "net", which is not allowed here (effect_refused)');
      expect(stderr).toContain('allowed_effects of the configuration');
    }
    const shown = await line.run('workflow', 'show', file, '--config', config);
    expect([shown.code, shown.stdout.includes('name: tell')]).toEqual([0, true]);
    expect(shown.stderr).toContain(`codomyrmex workflow validate ${join(line.folder, 'w.yaml')}`);
  });
});
