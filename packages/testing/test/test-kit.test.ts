import { defineAction, definePlugin, defineWorkflow, type Plugin } from '@codomyrmex/core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createTestEngine, startWorkflow, testWorkflow } from '../src/index.ts';

const publish = defineAction({
  title: 'Publish',
  input: z.strictObject({ name: z.string().describe('what') }),
  output: z.object({ url: z.string(), commit: z.string() }),
  effects: ['exec', 'net', 'secrets', 'fs:write'],
  secrets: ['TOKEN'],
  idempotent: false,
  async run(context, { name }) {
    const { http, secrets, fs } = context;
    const { stdout } = await context.exec(['git', 'rev-parse', 'HEAD']);
    const answer = await http.request(`https://example.com/${name}`, {
      method: 'POST',
      headers: { authorization: secrets.require('TOKEN') },
      body: stdout,
    });
    await fs.write('published.json', answer.text());
    return { url: String(answer.status), commit: stdout.trim() };
  },
});
const release = definePlugin({
  module: 'release',
  version: '1.0.0',
  description: 'Releases.',
  entry: import.meta.url,
  actions: { publish },
});

const workflow = {
  name: 'w',
  steps: [{ name: 'out', module: 'release', action: 'publish', parameters: { name: 'x' } }],
};

describe('createTestEngine', () => {
  it('given stand-ins, then nothing of the world is touched but the workspace, and what was done is told in its order', async () => {
    await using engine = await createTestEngine({
      plugins: [release],
      secrets: { TOKEN: 'sesame' },
      exec: () => ({ stdout: 'abc123\n' }),
      http: (_, { body }) => ({ status: 201, body: { got: String(body) } }),
    });
    const document = await engine.run(workflow);
    expect(document.results.out).toMatchObject({ status: 'completed', output: { url: '201', commit: 'abc123' } });
    expect(engine.effects).toEqual([
      { task: 'out', kind: 'exec', command: ['git', 'rev-parse', 'HEAD'] },
      { task: 'out', kind: 'secret', name: 'TOKEN' },
      { task: 'out', kind: 'http', url: 'https://example.com/x', method: 'POST' },
      { task: 'out', kind: 'fs:write', operation: 'write', path: 'published.json' },
    ]);
  });

  it('given what an action does not declare, then it is refused and not done, stand-in or none', async () => {
    const sly: Plugin = { ...release, actions: { publish: { ...release.actions.publish, effects: ['exec'] } } };
    await using engine = await createTestEngine({ plugins: [sly], exec: () => ({}), http: () => ({}) });
    const document = await engine.run(workflow);
    expect(document.results.out).toMatchObject({ status: 'failed', error_code: 'EFFECT_NOT_DECLARED' });
    expect(engine.effects.map(({ kind }) => kind)).toEqual(['exec']);
  });

  it('given a wait of days, then it is over at once; given one for a person, then end says that nothing else can come', async () => {
    await using engine = await createTestEngine({ plugins: [] });
    const waits = (wait_for: object) => ({ name: 'w', steps: [{ name: 'wait', wait_for }] });
    const began = engine.clock.now();
    expect((await engine.run(waits({ seconds: 3 * 86_400 }))).status).toBe('completed');
    expect(engine.clock.now() - began).toBe(3 * 86_400_000);
    const run = await engine.start(waits({ approval: { prompt: 'May it?' } }));
    await expect(run.end()).rejects.toThrow(/nothing is left to wait for/);
    await run.approve('wait');
    expect((await run.end()).status).toBe('completed');
  });
});

describe('testWorkflow', () => {
  const deploy = defineWorkflow(
    { name: 'deploy', parameters: z.object({ name: z.string() }) },
    ({ step, parameters }) => {
      const out = step(
        'out',
        release.actions.publish,
        { name: parameters.name },
        { retry: { max: 2, delay: 60, factor: 1, jitter: 0 } },
      );
      step('again', release.actions.publish, { name: out.output.url });
    },
  );

  it('given stubs, then they are called with what the workflow gives, retries included, and time passes by itself', async () => {
    let failures = 1;
    const { document, calls } = await testWorkflow(deploy, {
      plugins: [release],
      parameters: { name: 'first' },
      stubs: {
        'release.publish': ({ name }) => {
          if (failures-- > 0) throw new Error('not yet');
          return { url: `${String(name)}/next`, commit: 'c' };
        },
      },
    });
    expect(document.status).toBe('completed');
    expect(calls.map(({ step, attempt, input, at }) => [step, attempt, input.name, at])).toEqual([
      ['out', 1, 'first', 0],
      ['out', 2, 'first', 60_000],
      ['again', 1, 'first/next', 60_000],
    ]);
  });

  it('given a stub that gives what the action never would, then that is a failure, since its schema is known', async () => {
    const { document } = await testWorkflow(deploy, {
      plugins: [release],
      parameters: { name: 'first' },
      stubs: { 'release.publish': () => ({ url: 7 }) },
    });
    expect(document.results.out).toMatchObject({ status: 'failed', error_code: 'INVALID_OUTPUT' });
  });

  it('given modules of which there is no plugin, then stubs stand for them; given none, then the definition is wrong', async () => {
    const steps = [{ name: 'a', module: 'nowhere', action: 'work', parameters: { any: 1 } }];
    const { document } = await testWorkflow({ name: 'w', steps }, { stubs: { 'nowhere.work': () => ({ ok: true }) } });
    expect(document.results.a).toMatchObject({ output: { ok: true } });
    await expect(testWorkflow({ name: 'w', steps })).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
    await expect(testWorkflow({ name: 'w', steps }, { stubs: { work: () => ({}) } })).rejects.toThrow(/module\.action/);
  });

  it('given a signal from the test, then the run goes on with it', async () => {
    const steps = [{ name: 'ask', wait_for: { signal: 'ready' } }];
    await using test = await startWorkflow({ name: 'w', steps });
    await test.run.signal('ready', { n: 1 });
    expect((await test.run.end()).results.ask).toMatchObject({ output: { signal: 'ready', data: { n: 1 } } });
  });
});
