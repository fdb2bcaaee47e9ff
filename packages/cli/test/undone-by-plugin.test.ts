import { describe, expect, it } from 'vitest';
import { CommandLine, shell } from './command-line.ts';
import { action, actions, step, writePlugin } from './written-plugin.ts';

const takeBack = `defineAction({
  title: 'Takes back', input: z.strictObject({ input: z.object({ name: z.string() }), output: z.object({ text: z.string() }) }),
  output: z.object({ text: z.string() }), effects: [], idempotent: true,
  async run(context, { input, output }) { return { text: input.name + ' took back ' + output.text }; },
})`;

describe('an action of a plugin that names what undoes it', { timeout: 120_000 }, () => {
  it('given its manifest alone, then it is told, planned, and done when a run is rolled back', async () => {
    const line = new CommandLine();
    const say = action("return { text: 'hello ' + input.name };", "compensate: 'take_back',");
    const folder = writePlugin(line.folder, { module: 'talk', definition: actions({ say, take_back: takeBack }) });
    expect((await line.run('plugin', 'add', folder, '--link', '--yes')).code).toBe(0);
    expect((await line.json('action', 'show', 'talk.say')).document).toMatchObject({ compensate: 'take_back' });
    expect((await line.run('action', 'show', 'talk.say')).stdout).toContain('undone by talk.take_back');
    const file = line.file('w.yaml', {
      name: 'w',
      on_failure: 'rollback',
      steps: [
        step('said', 'talk', 'say', { parameters: { name: 'Ada' } }),
        shell('fails', 'exit 1', { dependencies: ['said'] }),
      ],
    });
    expect((await line.run('workflow', 'run', file, '--dry-run')).stdout).toContain('said.compensate');
    const { code, document } = await line.json('workflow', 'run', file);
    expect(code).toBe(1);
    expect(document.results['said.compensate']).toMatchObject({
      success: true,
      output: { text: 'Ada took back hello Ada' },
    });
  });

  it('given a workflow that calls it and can be left half done by the rollback of one that runs it, then check, plan and run warn with the place', async () => {
    const line = new CommandLine();
    const say = action("return { text: 'hello ' + input.name };", "compensate: 'take_back',");
    const folder = writePlugin(line.folder, { module: 'talk', definition: actions({ say, take_back: takeBack }) });
    expect((await line.run('plugin', 'add', folder, '--link', '--yes')).code).toBe(0);
    const said = step('said', 'talk', 'say', { parameters: { name: 'Ada' } });
    const steps = [said, shell('next', 'true', { dependencies: ['said'] })];
    const inner = (more: object) => line.file('inner.yaml', { name: 'inner', ...more, steps });
    inner({});
    const file = line.file('w.yaml', {
      name: 'w',
      on_failure: 'rollback',
      steps: [{ name: 'in', workflow: './inner.yaml' }],
    });
    const { code, document } = await line.json('workflow', 'validate', file);
    expect([code, document.valid]).toEqual([0, true]);
    expect(document.warnings).toMatchObject([{ code: 'half_done_workflow', file, path: 'steps[0].workflow' }]);
    for (const words of [['validate'], ['run', '--dry-run'], ['run']]) {
      const { code: ended, stderr } = await line.run('workflow', ...words, file);
      expect([ended, stderr]).toEqual([
        0,
        expect.stringMatching(/warning: w\.yaml:\d+:\d+: .*"in" can be left half done/),
      ]);
    }
    inner({ on_failure: 'rollback' });
    expect((await line.json('workflow', 'validate', file)).document.warnings).toEqual([]);
  });
});
