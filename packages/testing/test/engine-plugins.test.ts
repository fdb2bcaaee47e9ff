import { type ActionContext, defineAction, definePlugin, type Effect, type Plugin } from '@codomyrmex/core';
import { manifestOf } from '@codomyrmex/core/manifest';
import type { FeedItem, PluginSource } from '@codomyrmex/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { acting, composed, run, step } from './acting.ts';

interface Given {
  readonly run?: (context: ActionContext<{ greeting: string }>, input: { name: string; tags: string[] }) => unknown;
  readonly effects?: readonly Effect[];
  readonly version?: string;
  readonly taps?: NonNullable<Plugin['taps']>;
}

const config = z.strictObject({ greeting: z.string().default('Hello') });

/** A plugin with a configuration and one action, `voice.say`. */
function voice({ run: act, effects = [], version = '1.0.0', taps }: Given = {}): Plugin {
  return definePlugin({
    module: 'voice',
    version,
    description: 'Says things.',
    entry: import.meta.url,
    config,
    actions: {
      say: defineAction({
        title: 'Say',
        input: z.strictObject({
          name: z
            .string()
            .refine((name) => name !== 'nobody', 'nobody is there')
            .default('Ada'),
          tags: z.array(z.string()).default([]),
        }),
        output: z.object({ text: z.unknown() }),
        effects,
        ...(effects.includes('secrets') && { secrets: ['TOKEN'] }),
        idempotent: true,
        config,
        run: async (context, input) => ({
          text: act === undefined ? `${context.config.greeting}, ${input.name}` : await act(context, input),
        }),
      }),
    },
    ...(taps !== undefined && { taps }),
  });
}

/** The plugin as a package brings it: known by its manifest, loaded when it is needed. */
function described(plugin: Plugin, code: Plugin = plugin, more: Partial<PluginSource> = {}) {
  const source = {
    module: plugin.module,
    package: 'codomyrmex-plugin-voice',
    loads: 0,
    load: async () => {
      source.loads++;
      return code;
    },
    described: {
      hasTaps: plugin.taps !== undefined,
      manifest: (): unknown => JSON.parse(JSON.stringify(manifestOf(plugin, { package: 'codomyrmex-plugin-voice' }))),
      entry: () => plugin.entry,
    },
    ...more,
  };
  return source;
}

const say = (parameters: object = {}, more: object = {}) => [step('a', 'voice.say', { parameters, ...more })];

describe('a plugin that its manifest describes', () => {
  it('given one whose code is at hand, then a workflow that names it has its actions from the code, and a list from the manifest', async () => {
    const source = described(voice(), voice(), { isNear: true });
    const given = composed([source]);
    const { registry } = given.orchestrator;
    expect((await registry.plugin('voice')).actions.say).toMatchObject({ id: 'voice.say' });
    expect(source.loads).toBe(0);
    const another = composed([described(voice(), voice(), { isNear: true })]);
    expect((await run(another, say({ name: 'Bo' }))).results.a).toMatchObject({ output: { text: 'Hello, Bo' } });
    const refused = run(composed([described(voice(), voice(), { isNear: true })]), say({ name: 1 }));
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
  });

  it('given one whose code is at hand and that is to be kept apart, then a workflow that names it does not load it here', async () => {
    const source = described(voice(), voice(), { isNear: true, isolation: 'thread' });
    await composed([source]).orchestrator.registry.load(['voice']);
    expect(source.loads).toBe(0);
  });

  it('given a definition that is checked, then nothing of it is loaded; given a run, then it is, once', async () => {
    const source = described(voice());
    const given = composed([source]);
    const { registry } = given.orchestrator;
    await registry.load(['voice']);
    expect(registry.action('voice', 'say')).toMatchObject({ id: 'voice.say', title: 'Say' });
    expect(source.loads).toBe(0);
    expect((await run(given, say({ name: 'Bo' }))).results.a).toMatchObject({ output: { text: 'Hello, Bo' } });
    expect((await run(given, say())).results.a).toMatchObject({ output: { text: 'Hello, Ada' } });
    expect(source.loads).toBe(1);
  });

  it('given parameters that only the code can refuse, then it does when it runs', async () => {
    const given = composed([described(voice())]);
    await expect(run(given, say({ names: 'x' }))).rejects.toMatchObject({ code: 'INVALID_WORKFLOW' });
    expect((await run(given, say({ name: 'nobody' }))).results.a).toMatchObject({
      status: 'failed',
      error_code: 'INVALID_PARAMETERS',
      error: expect.stringContaining('nobody is there'),
    });
  });

  it('given code of another version, or without the action, then that is said with the package', async () => {
    for (const code of [voice({ version: '2.0.0' }), acting('voice', {}, { version: '1.0.0' })]) {
      const document = await run(composed([described(voice(), code)]), say());
      expect(document.results.a).toMatchObject({ status: 'failed', error_code: 'PLUGIN_UNUSABLE' });
      expect(document.results.a?.error).toMatch(/the manifest of codomyrmex-plugin-voice is not that of its code/);
    }
  });

  it.each(['workspace:*', 'workspace:^', 'workspace:~', 'workspace:^0.1.0'])(
    'given one from a workspace with the range %s, then it is that of what the workspace publishes',
    async (core) => {
      expect((await run(composed([described(voice(), voice(), { core })]), say())).status).toBe('completed');
    },
  );

  it.each<[string, Partial<PluginSource>, RegExp, string]>([
    [
      'of a workspace that needs a newer core',
      { core: 'workspace:^99.0.0' },
      /needs @codomyrmex\/core workspace:\^99\.0\.0, and .* is here/,
      'Codomyrmex is the older side: update it.',
    ],
    [
      'that needs a newer core',
      { core: '^99.0.0' },
      /needs @codomyrmex\/core \^99\.0\.0, and .* is here/,
      'Codomyrmex is the older side: update it.',
    ],
    [
      'that needs an older core',
      { core: '<0.0.1' },
      /needs @codomyrmex\/core <0\.0\.1/,
      'The plugin is the older side: take a newer version of codomyrmex-plugin-voice.',
    ],
    [
      'whose range is none',
      { core: 'new' },
      /which is no range/,
      'Give codomyrmex-plugin-voice a range such as ^0.1.0 under peerDependencies of its package.json.',
    ],
  ])('given one %s, then the refusal says which side to update', async (_, more, message, suggestion) => {
    await expect(run(composed([described(voice(), voice(), more)]), say())).rejects.toMatchObject({
      code: 'PLUGIN_UNUSABLE',
      message: expect.stringMatching(message),
      suggestions: [suggestion],
    });
  });

  it('given a manifest that is none, or of another module, then the package is named', async () => {
    for (const manifest of [{}, manifestOf(acting('other', {}), { package: 'x' })]) {
      const source = described(voice());
      const broken = { ...source, described: { ...source.described, manifest: () => manifest } };
      await expect(run(composed([broken]), say())).rejects.toMatchObject({
        code: 'PLUGIN_UNUSABLE',
        message: expect.stringContaining('the manifest of codomyrmex-plugin-voice'),
      });
    }
  });
});

describe('the configuration of a plugin', () => {
  it('given values, then actions read them, with defaults for the rest, and cannot change them', async () => {
    const change = (context: ActionContext<{ greeting: string }>) => {
      Object.assign(context.config, { greeting: 'changed' });
    };
    const written = { pluginConfig: { voice: { greeting: 'Salve' } } };
    expect((await run(composed([voice()], written), say())).results.a).toMatchObject({
      output: { text: 'Salve, Ada' },
    });
    expect(
      (await run(composed([voice({ run: change })], written), say({}, { max_retries: 0 }))).results.a,
    ).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('read only'),
    });
  });

  it('given what the schema refuses, or a plugin without a schema, then the definition is refused with the place', async () => {
    const wrong = composed([voice()], { pluginConfig: { voice: { greetings: 'x' } } });
    await expect(run(wrong, say())).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: expect.stringContaining('plugins.voice'),
    });
    const none = composed([acting('plain', { a: () => 1 })], { pluginConfig: { plain: {} } });
    await expect(run(none, [step('a', 'plain.a')])).rejects.toMatchObject({
      message: expect.stringContaining('has no configuration'),
    });
  });
});

describe('effects', () => {
  it('given an effect that the composition does not allow, then the definition is refused at its step', async () => {
    const given = composed([voice({ effects: ['net', 'fs:read'] })], { allowedEffects: ['fs:read'] });
    await expect(run(given, say())).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW',
      problems: [{ code: 'effect_refused', path: 'steps[0].action', message: expect.stringContaining('"net"') }],
    });
  });

  it.each<[string, (context: ActionContext) => unknown]>([
    ['exec', (context) => context.exec(['true'])],
    ['net', ({ http }) => http.request('https://example.com/')],
    ['net', ({ http }) => http.fetch('https://example.com/')],
    ['fs:read', ({ fs }) => fs.readText('a')],
    ['fs:write', ({ fs }) => fs.write('a', '')],
    ['secrets', ({ secrets }) => secrets.get('TOKEN')],
  ])('given an action that does not declare %s, then it is refused in its name', async (effect, act) => {
    const document = await run(composed([voice({ run: act })]), say());
    expect(document.results.a).toMatchObject({
      attempts: 1,
      error_code: 'EFFECT_NOT_DECLARED',
      error: `voice.say does not declare the effect "${effect}", and tried it`,
    });
  });
});

describe('secrets', () => {
  const secrets = (name: string) => (name === 'TOKEN' ? 'open sesame' : 'none of yours');

  it('given one that was asked for, then it is masked in outputs, failures, lines and progress', async () => {
    const items: FeedItem[] = [];
    const tell = (context: ActionContext) => {
      const token = context.secrets.require('TOKEN');
      context.log.info(`the token is ${token}`);
      context.progress(0.5, `with ${token}`);
      return { [token]: [`x${token}y`, Buffer.from(token).toString('base64')] };
    };
    const given = composed([voice({ effects: ['secrets'], run: tell })], { secrets });
    given.orchestrator.feed.subscribe((item) => items.push(item));
    const document = await run(given, say());
    expect(document.results.a).toMatchObject({
      output: { text: { '***': ['x***y', expect.stringContaining('***')] } },
    });
    expect(JSON.stringify(items)).toContain('the token is ***');
    expect(JSON.stringify([items, document, await given.orchestrator.runtime.list()])).not.toContain('sesame');
    const fail = ({ secrets: own }: ActionContext) => {
      throw new Error(`refused: ${own.get('TOKEN')}`);
    };
    const failed = await run(
      composed([voice({ effects: ['secrets'], run: fail })], { secrets }),
      say({}, { max_retries: 0 }),
    );
    expect(failed.results.a?.error).toBe('refused: ***');
  });

  it('given a name that the action does not declare, or that is not set, then the failure says which and what to do', async () => {
    const ask = (name: string) => voice({ effects: ['secrets'], run: ({ secrets: own }) => own.require(name) });
    expect((await run(composed([ask('OTHER')], { secrets }), say())).results.a).toMatchObject({
      error_code: 'EFFECT_NOT_DECLARED',
    });
    expect((await run(composed([ask('TOKEN')], { secrets: () => undefined }), say())).results.a).toMatchObject({
      error_code: 'SECRET_MISSING',
      suggestions: ['Set the environment variable TOKEN where codomyrmex runs.'],
    });
  });
});

describe('hooks of a run', () => {
  it('given a gate of a plugin that no definition names, then it guards the first run all the same', async () => {
    const gate = definePlugin({
      module: 'gate',
      version: '1.0.0',
      description: 'Refuses.',
      entry: import.meta.url,
      actions: {},
      taps: (hooks) =>
        hooks.runStarting.tap('gate', ({ workflow, parameters }) => {
          if (parameters.wanted !== true) throw new Error(`${workflow} is not wanted`);
        }),
    });
    const given = composed([voice(), described(gate)]);
    await expect(run(given, say())).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: 'plugin "gate" failed in hook "runStarting": w is not wanted',
    });
    expect(await given.orchestrator.runtime.list()).toEqual([]);
  });

  it('given a plugin that is kept apart, then its code is not loaded for its taps', async () => {
    const source = described(voice({ taps: (hooks) => hooks.shutdown.tap('voice', () => {}) }));
    const given = composed([{ ...source, isolation: 'process' }, acting('other', { a: () => 1 })]);
    expect((await run(given, [step('a', 'other.a')])).status).toBe('completed');
    expect(source.loads).toBe(0);
  });

  it('given an observer of the end, then it hears of each run, and closing waits for it', async () => {
    const heard: string[] = [];
    let let_go: () => void = () => {};
    const slow = new Promise<void>((resolve) => {
      let_go = resolve;
    });
    const taps: Plugin['taps'] = (hooks) =>
      hooks.runEnded.tapPromise('voice', async ({ workflow }, { status }) => {
        await slow;
        heard.push(`${workflow} ${status}`);
      });
    const given = composed([voice({ taps })]);
    expect((await run(given, say())).status).toBe('completed');
    expect(heard).toEqual([]);
    const closed = given.orchestrator.close();
    let_go();
    await closed;
    expect(heard).toEqual(['w completed']);
  });

  it('given a gate of failures that forbids another attempt, then there is none', async () => {
    const taps: Plugin['taps'] = (hooks) =>
      hooks.attemptFailed.tap('voice', (failure) => ({
        ...failure,
        retryable: false,
        message: `told: ${failure.message}`,
      }));
    const fail = () => {
      throw new Error('no');
    };
    const document = await run(composed([voice({ taps, run: fail })]), say());
    expect(document.results.a).toMatchObject({ attempts: 1, error: 'told: no' });
  });

  it('given a tap that the configuration of its plugin concerns, then it is called with it', async () => {
    const seen: unknown[] = [];
    const taps: Plugin['taps'] = (_, given) => void seen.push(given);
    composed([voice({ taps })], { pluginConfig: { voice: { greeting: 'Salve' } } });
    expect(seen).toEqual([{ greeting: 'Salve' }]);
  });
});

describe('the input of an action', () => {
  it('given an action that changes it, then that fails, and the failure says where and what to do', async () => {
    const change = (_: ActionContext, input: { tags: string[] }) => input.tags.push('mine');
    const document = await run(composed([voice({ run: change })]), say({ tags: ['a'] }, { max_retries: 0 }));
    expect(document.results.a).toMatchObject({
      status: 'failed',
      details: { at: expect.stringContaining('engine-plugins.test.ts') },
      suggestions: [expect.stringContaining('frozen')],
    });
  });

  it('given any parameters, then all of them are frozen, however deep', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.jsonValue()), async (parameters) => {
        const loose: unknown[] = [];
        const look = (value: unknown): void => {
          if (typeof value !== 'object' || value === null) return;
          if (!Object.isFrozen(value)) loose.push(value);
          for (const member of Object.values(value)) look(member);
        };
        const noop = acting('noop', { look: (_, input) => look(input) });
        const { results } = await run(composed([noop]), [step('a', 'noop.look', { parameters })]);
        expect(results.a?.status).toBe('completed');
        expect(loose).toEqual([]);
      }),
    );
  });

  it('given an action that takes nothing and keeps something in what it got, then it fails, and the next finds nothing there', async () => {
    const seen: unknown[] = [];
    const keep = (_: ActionContext, input: Record<string, unknown>) => {
      seen.push({ ...input });
      input.kept = true;
    };
    const again = [step('a', 'noop.keep', { max_retries: 0 }), step('b', 'noop.keep', { max_retries: 0 })];
    const { results } = await run(composed([acting('noop', { keep })]), again);
    expect([results.a?.status, results.b?.status]).toEqual(['failed', 'failed']);
    expect(seen).toEqual([{}, {}]);
  });
});
