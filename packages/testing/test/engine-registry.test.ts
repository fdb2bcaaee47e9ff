import { apiVersion, type Plugin } from '@codomyrmex/core';
import { createHooks } from '@codomyrmex/core/hooks';
import { PluginRegistry, type PluginSource } from '@codomyrmex/engine';
import { describe, expect, it } from 'vitest';
import { acting, composed, run, step } from './acting.ts';

/** A source that counts how often it is loaded. */
function source(module: string, load: () => unknown): PluginSource & { loads: number } {
  const counted = {
    module,
    package: `@test/${module}`,
    loads: 0,
    load: async () => {
      counted.loads++;
      return load();
    },
  };
  return counted;
}

const echo = (more: Partial<Plugin> = {}) => acting('echo', { say: (_, input) => input }, more);
const registry = (...plugins: (Plugin | PluginSource)[]) => new PluginRegistry(plugins, createHooks());

describe('modules', () => {
  it('given a module that nobody has, then the error says which was probably meant', async () => {
    await expect(registry(echo()).plugin('ehco')).rejects.toMatchObject({
      code: 'MODULE_NOT_FOUND',
      message: 'there is no module "ehco"',
      suggestions: [expect.stringContaining('echo')],
    });
    await expect(registry(echo()).plugin('quite_different')).rejects.toMatchObject({
      suggestions: ['Installed modules: echo'],
    });
  });

  it('given a step of a module or an action that nobody has, then the workflow is refused with what was meant', async () => {
    const given = composed([echo()]);
    await expect(run(given, [step('a', 'ehco.say'), step('b', 'echo.sya')])).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW',
      problems: [
        { path: 'steps[0].module', message: expect.stringContaining('ehco') },
        { path: 'steps[1].action', message: expect.stringContaining('sya') },
      ],
    });
  });

  it('given two plugins that claim one module, then the composition is refused, whatever form they have', () => {
    const claims = /two plugins claim the module "echo"/;
    expect(() => registry(echo(), echo())).toThrow(claims);
    expect(() => registry(source('echo', echo), echo())).toThrow(claims);
    expect(() => registry(echo(), source('echo', echo))).toThrow(claims);
  });

  it('given a plugin of another version of the contract, then it is refused and the text says what to update', async () => {
    expect(() => registry(echo({ apiVersion: apiVersion + 1 }))).toThrow(
      expect.objectContaining({ code: 'PLUGIN_UNUSABLE', suggestions: ['Codomyrmex is the older side: update it.'] }),
    );
    const old = registry(source('echo', () => echo({ apiVersion: apiVersion - 1 })));
    await expect(old.plugin('echo')).rejects.toMatchObject({
      code: 'PLUGIN_UNUSABLE',
      suggestions: [expect.stringContaining('The plugin is the older side')],
    });
  });

  it('given other names for an action, then steps run it by them, and the names of objects are no actions', async () => {
    const given = composed([echo({ aliases: { speak: 'say' } })]);
    const document = await run(given, [step('a', 'echo.speak', { parameters: { x: 1 } })]);
    expect(document.results.a).toMatchObject({ status: 'completed', output: { x: 1 } });
    expect(given.orchestrator.registry.action('echo', 'toString')).toBe('unknown_action');
    expect(given.orchestrator.registry.action('echo', '__proto__')).toBe('unknown_action');
  });
});

describe('sources', () => {
  it('given a source that no definition names, then it is not loaded; given two steps of one, then once', async () => {
    const used = source('echo', echo);
    const unused = source('other', () => acting('other', {}));
    const given = composed([used, unused]);
    expect(given.orchestrator.registry.modules).toEqual(['echo', 'other']);
    expect(used.loads).toBe(0);
    const document = await run(given, [step('a', 'echo.say'), step('b', 'echo.say')]);
    await run(given, [step('a', 'echo.say')]);
    expect(document.status).toBe('completed');
    expect([used.loads, unused.loads]).toEqual([1, 0]);
  });

  it('given a source that cannot be loaded, then the error names its package and keeps the cause', async () => {
    const cause = new Error('no such file');
    const given = composed([
      source('echo', () => {
        throw cause;
      }),
    ]);
    await expect(run(given, [step('a', 'echo.say')])).rejects.toMatchObject({
      code: 'PLUGIN_UNUSABLE',
      message: expect.stringContaining('@test/echo'),
      cause,
    });
  });

  it('given a package that offers no plugin, or one of another module, then it is refused with its name', async () => {
    for (const offered of [undefined, { module: 'echo' }, acting('other', {})]) {
      await expect(registry(source('echo', () => offered)).plugin('echo')).rejects.toMatchObject({
        code: 'PLUGIN_UNUSABLE',
        message: 'the package @test/echo does not offer the module "echo"',
      });
    }
  });

  it('given a plugin that taps, then its taps are placed when it is first used, once', async () => {
    let placed = 0;
    const given = composed([source('echo', () => echo({ taps: () => void placed++ }))]);
    expect(placed).toBe(0);
    await run(given, [step('a', 'echo.say')]);
    await run(given, [step('a', 'echo.say')]);
    expect(placed).toBe(1);
  });
});
