import { once } from 'node:events';
import { type ActionDefinition, definePlugin, type Plugin } from '@codomyrmex/core';
import { manifestOf } from '@codomyrmex/core/manifest';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkConformance, expectConformance, type Sample } from '../src/index.ts';
import good from './fixtures/conforming-plugin.ts';

/** The fixture with one thing wrong. */
function withAction(change: Partial<ActionDefinition>): Plugin {
  const shout = { ...good.actions.shout, ...change };
  return { ...good, actions: { shout } };
}

async function complaints(
  plugin: Plugin,
  samples: Readonly<Record<string, readonly Sample[]>> = {},
): Promise<string[]> {
  const results = await checkConformance(plugin, { samples });
  return results.flatMap(({ check, findings }) => findings.map((finding) => `${check}: ${finding}`));
}

describe('conformance', () => {
  it('given a plugin that is as it should be, then every check holds, samples and manifest included', async () => {
    const results = await checkConformance(good, {
      manifest: JSON.parse(JSON.stringify(manifestOf(good, { package: 'codomyrmex-plugin-good' }))),
      samples: { shout: [{ input: { text: 'a' } }, { input: { text: '' }, fails: 'INVALID_PARAMETERS' }] },
    });
    expect(results.filter(({ findings }) => findings.length > 0)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(24);
    await expectConformance(good);
  });

  it.each<[string, Partial<ActionDefinition>]>([
    ['every action has a short title', { title: ' ' }],
    ['every effect is one, named once', { effects: ['net', 'net'] }],
    ['secrets are named as variables', { effects: ['secrets'], secrets: ['api-key'] }],
    ['a timeout is a time', { timeout: -1 }],
    ['limits go with an isolation', { limits: { memoryMb: 64 } }],
    ['what is deprecated says since when', { deprecated: { since: 'yesterday' } }],
    ['every action has an example', { examples: [] }],
    ['examples fit', { examples: [{ title: 'x', input: { text: 7 } }] }],
    ['schemas have a form in JSON', { output: z.date() }],
    ['parameters are a record', { input: z.string(), examples: [] }],
    ['every parameter says what it is for', { input: z.strictObject({ text: z.string() }) }],
    ['parameters are written in snake_case', { input: z.strictObject({ aText: z.string().optional().describe('x') }) }],
    ['what is no parameter is refused', { input: z.object({ text: z.string().default('').describe('x') }) }],
    ['no parameters of another kind are taken', { input: z.unknown() }],
  ])('given what breaks "%s", then that is found', async (check, change) => {
    expect((await complaints(withAction(change))).filter((found) => found.startsWith(check))).toHaveLength(1);
  });

  it.each<[string, Partial<Plugin>]>([
    ['it speaks this version of the contract', { apiVersion: 0 }],
    ['its version is one', { version: 'new' }],
    ['it says what it is for', { description: '' }],
    ['its entry exports it by default', { entry: import.meta.url }],
    ['its aliases lead to actions', { aliases: { cry: 'sing' } }],
    ['its taps bear its name', { taps: (hooks) => hooks.shutdown.tap('somebody', () => {}) }],
    ['it can be used without a configuration', { config: z.object({ key: z.string() }) }],
  ])('given what breaks "%s", then that is found', async (check, change) => {
    expect((await complaints({ ...good, ...change })).filter((found) => found.startsWith(check))).toHaveLength(1);
  });

  it.each<[string, ActionDefinition['run'], Partial<Sample>]>([
    ['samples come out as they should', () => ({ text: 7 }), {}],
    ['samples come out as they should', () => ({ text: 'A' }), { fails: 'NO_VOICE' }],
    [
      'nothing is printed',
      () => {
        process.stdout.write('A\n');
        return { text: 'A' };
      },
      {},
    ],
    [
      'failures have a code and say something',
      () => {
        throw new Error('');
      },
      {},
    ],
    ['failures have a code and say something', () => Promise.reject('no Error'), {}],
    ['a stop is obeyed within a second', () => once(AbortSignal.timeout(1_500), 'abort'), {}],
  ])('given an action that breaks "%s", then that is found when its sample runs', async (check, run, more) => {
    const found = await complaints(withAction({ run }), { shout: [{ input: { text: 'a' }, ...more }] });
    expect(found.filter((line) => line.startsWith(check))).toHaveLength(1);
  });

  it('given an idempotent action whose result changes its shape, then that is found', async () => {
    let calls = 0;
    const run = () => ({ text: 'A'.repeat(++calls) });
    const found = await complaints(withAction({ run }), { shout: [{ input: { text: 'a' } }] });
    expect(found).toEqual([expect.stringContaining('another shape the second time')]);
  });

  it('given a plugin with neither actions nor taps, then that is found', async () => {
    const { module, version, description, entry } = good;
    const found = await complaints(definePlugin({ module, version, description, entry, actions: {} }));
    expect(found).toEqual(['it does something: it has neither actions nor taps']);
  });

  it('given a stale manifest, then expectConformance throws with what to do', async () => {
    const manifest = { ...manifestOf(good, { package: 'p' }), description: 'of another day' };
    await expect(expectConformance(good, { manifest })).rejects.toThrow(/run codomyrmex-manifest/);
  });

  it('given checks that do not apply, then they are left out', async () => {
    const plugin = withAction({ examples: [] });
    await expectConformance(plugin, { except: { 'every action has an example': 'the test has none' } });
  });
});
