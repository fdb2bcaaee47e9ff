import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitionFrom, explanation, type RunDocument, systemClock } from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MemoryStepCache } from '../src/index.ts';
import { type Acts, acting, composed, step } from './acting.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cache-files-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function given(work: Acts) {
  const workspace = folder();
  let calls = 0;
  const plugin = acting('m', {
    work: (context, input) => {
      calls++;
      return work(context, input) ?? null;
    },
  });
  const stepCache = new MemoryStepCache();
  const { orchestrator } = composed([plugin], { clock: systemClock, stepCache });
  const run = async (cache: object): Promise<RunDocument> => {
    const definition = definitionFrom({ name: 'w', steps: [step('a', 'm.work', { cache })] }, 'w');
    const live = await orchestrator.start(await orchestrator.prepare(definition, { workspace }));
    await live.ended;
    return orchestrator.document(live.id);
  };
  const explained = async ({ execution_id: id }: RunDocument) => {
    const head = (await orchestrator.runtime.list()).find((one) => one.id === id);
    return head && (await explanation(orchestrator.runtime, head.id, stepCache))?.a?.[0];
  };
  const changed = async (run: RunDocument) => (await explained(run))?.changed;
  const write = (path: string, content: string) => {
    mkdirSync(join(workspace, path, '..'), { recursive: true });
    writeFileSync(join(workspace, path), content);
  };
  return { workspace, run, write, changed, explained, cache: stepCache, calls: () => calls };
}

describe('inputs of a cached step', () => {
  it('given files that are changed, added, removed, or were missing, then the step runs, and each is named', async () => {
    const { run, write, changed, workspace } = given(() => null);
    const cache = { inputs: ['src/**', '!src/skipped', 'config.json'] };
    write('src/a', '1');
    write('src/.hidden', '1');
    await run(cache);
    write('src/skipped', 'whatever');
    write('other', 'whatever');
    expect((await run(cache)).results.a?.cached).toBe(true);
    write('src/a', '2');
    write('src/deep/b', '1');
    write('config.json', '{}');
    rmSync(join(workspace, 'src/.hidden'));
    const again = await run(cache);
    expect(again.results.a?.cached).toBe(false);
    expect(await changed(again)).toEqual(['input config.json', 'input src/.hidden', 'input src/a', 'input src/deep/b']);
  });

  it('given inputs that change while the step runs, then its result is not kept, and that is told', async () => {
    const { run, write, explained } = given(({ workspace }) =>
      writeFileSync(join(workspace, 'src/a'), String(Math.random())),
    );
    write('src/a', '1');
    await run({ inputs: ['src/**'] });
    write('src/a', '1');
    const second = await run({ inputs: ['src/**'] });
    expect(second.results.a?.cached).toBe(false);
    expect((await explained(second))?.reason).toContain('its inputs changed while it ran (src/a)');
  });

  it.each(['file', 'folder'])(
    'given a link to a %s outside, then the attempt fails before its action is called',
    async (kind) => {
      const { run, workspace, calls, write } = given(() => null);
      const outside = folder();
      writeFileSync(join(outside, 'secret'), 'x');
      write('src/a', '1');
      symlinkSync(kind === 'file' ? join(outside, 'secret') : outside, join(workspace, 'src/link'));
      const { results } = await run({ inputs: ['src/**', 'src/link/**'] });
      expect(results.a).toMatchObject({ status: 'failed', error_code: 'PERMISSION_DENIED' });
      expect(results.a?.error).toContain('src/link');
      expect(calls()).toBe(0);
    },
  );

  it('given a link to a file inside, then its content counts', async () => {
    const { run, workspace, write } = given(() => null);
    write('real', '1');
    symlinkSync(join(workspace, 'real'), join(workspace, 'link'));
    await run({ inputs: ['link'] });
    expect((await run({ inputs: ['link'] })).results.a?.cached).toBe(true);
    write('real', '2');
    expect((await run({ inputs: ['link'] })).results.a?.cached).toBe(false);
  });

  it('given a link to a folder inside, then the attempt fails: what is in it would not be looked at', async () => {
    const { run, workspace, write } = given(() => null);
    write('real/a', '1');
    symlinkSync(join(workspace, 'real'), join(workspace, 'link'));
    expect((await run({ inputs: ['**'] })).results.a).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('link to a folder'),
    });
  });

  it('given a file that may be executed or not, then that counts, and each has its own result', async () => {
    const { run, workspace, write, changed } = given(() => null);
    const cache = { inputs: ['tool'] };
    write('tool', '#!/bin/sh');
    const mode = async (bits: number) => {
      chmodSync(join(workspace, 'tool'), bits);
      return run(cache);
    };
    expect((await mode(0o644)).results.a?.cached).toBe(false);
    const executable = await mode(0o755);
    expect([executable.results.a?.cached, await changed(executable)]).toEqual([false, ['input tool']]);
    for (const bits of [0o600, 0o711]) expect((await mode(bits)).results.a?.cached).toBe(true);
  });

  it('given a variable, then its value counts, and its name alone is told', async () => {
    const { run, changed } = given(() => null);
    const cache = { env: ['CODOMYRMEX_CACHE_TEST'] };
    onTestFinished(() => void Reflect.deleteProperty(process.env, 'CODOMYRMEX_CACHE_TEST'));
    await run(cache);
    process.env.CODOMYRMEX_CACHE_TEST = 'one';
    const set = await run(cache);
    expect(set.results.a?.cached).toBe(false);
    expect(await changed(set)).toEqual(['env CODOMYRMEX_CACHE_TEST']);
    expect((await run(cache)).results.a?.cached).toBe(true);
  });
});

/** Makes an output that can be kept, or a link, which cannot. */
function latest(workspace: string, isLink: boolean): void {
  rmSync(join(workspace, 'latest'), { force: true });
  if (isLink) symlinkSync('release', join(workspace, 'latest'));
  else writeFileSync(join(workspace, 'latest'), 'release');
}

describe('outputs of a cached step', () => {
  // Where a file system takes both names for one, the file is the same, and is not to be removed as another.
  it('given an output whose name has changed in its case alone, then it comes back by its own', async () => {
    const { run, workspace, calls } = given(({ workspace: folder }) => {
      mkdirSync(join(folder, 'dist'), { recursive: true });
      writeFileSync(join(folder, 'dist/out'), 'x');
    });
    const cache = { outputs: ['dist/**'] };
    await run(cache);
    renameSync(join(workspace, 'dist/out'), join(workspace, 'dist/OUT'));
    expect((await run(cache)).results.a?.cached).toBe(true);
    expect(calls()).toBe(1);
    expect(readdirSync(join(workspace, 'dist'))).toEqual(['out']);
    expect(readFileSync(join(workspace, 'dist/out'), 'utf8')).toBe('x');
  });

  it('given files that were changed, removed and added to, then content and permissions come back, and nothing else stays', async () => {
    const { run, workspace, write, calls } = given(({ workspace: folder }) => {
      for (const [path, mode] of [
        ['dist/tool', 0o751],
        ['dist/deep/data', 0o604],
      ] as const) {
        mkdirSync(join(folder, path, '..'), { recursive: true });
        writeFileSync(join(folder, path), path);
        chmodSync(join(folder, path), mode);
      }
    });
    const cache = { outputs: ['dist/**'] };
    await run(cache);
    write('dist/tool', 'spoilt');
    chmodSync(join(workspace, 'dist/tool'), 0o600);
    rmSync(join(workspace, 'dist/deep'), { recursive: true });
    write('dist/stale', 'left over');
    write('kept', 'not declared');
    expect((await run(cache)).results.a?.cached).toBe(true);
    expect(calls()).toBe(1);
    expect(readdirSync(workspace, { recursive: true }).map(String).toSorted()).toEqual([
      'dist',
      'dist/deep',
      'dist/deep/data',
      'dist/tool',
      'kept',
    ]);
    for (const [path, mode] of [
      ['dist/tool', 0o751],
      ['dist/deep/data', 0o604],
    ] as const) {
      expect(readFileSync(join(workspace, path), 'utf8')).toBe(path);
      expect(statSync(join(workspace, path)).mode & 0o777).toBe(mode);
    }
  });

  it.each(['a link to a folder', 'a file'])(
    'given %s where the outputs’ folder was, then the folder comes back, and what the link leads to stays as it is',
    async (kind) => {
      const { run, workspace, write, calls } = given(({ workspace: folder }) => {
        mkdirSync(join(folder, 'dist/deep'), { recursive: true });
        writeFileSync(join(folder, 'dist/one'), 'one');
        writeFileSync(join(folder, 'dist/deep/two'), 'two');
      });
      const cache = { outputs: ['dist/**'] };
      await run(cache);
      rmSync(join(workspace, 'dist'), { recursive: true });
      write('elsewhere/one', 'mine');
      if (kind === 'a file') write('dist', 'mine');
      else symlinkSync(join(workspace, 'elsewhere'), join(workspace, 'dist'));
      const { status, results } = await run(cache);
      expect([status, readdirSync(join(workspace, 'elsewhere'))]).toEqual(['completed', ['one']]);
      expect(readFileSync(join(workspace, 'elsewhere/one'), 'utf8')).toBe('mine');
      expect([results.a?.cached, calls()]).toEqual([true, 1]);
      expect(readdirSync(workspace).toSorted()).toEqual(['dist', 'elsewhere']);
      expect(readFileSync(join(workspace, 'dist/one'), 'utf8')).toBe('one');
      expect(readFileSync(join(workspace, 'dist/deep/two'), 'utf8')).toBe('two');
    },
  );

  it('given a content that is lost where a link is in the way, then nothing of the workspace is touched', async () => {
    const {
      run,
      workspace,
      write,
      cache: stepCache,
    } = given(({ workspace: folder }) => {
      mkdirSync(join(folder, 'dist'), { recursive: true });
      writeFileSync(join(folder, 'dist/one'), 'one');
    });
    const cache = { outputs: ['dist/**'] };
    await run(cache);
    rmSync(join(workspace, 'dist'), { recursive: true });
    write('elsewhere/more', 'mine');
    symlinkSync(join(workspace, 'elsewhere'), join(workspace, 'dist'));
    stepCache.loseContents();
    expect((await run(cache)).results.a?.cached).toBe(false);
    // Written by the action, through the link.
    expect(readdirSync(join(workspace, 'dist')).toSorted()).toEqual(['more', 'one']);
    expect(readdirSync(join(workspace, 'elsewhere')).toSorted()).toEqual(['more', 'one']);
  });

  it('given a link to a folder of sources where outputs were, then nothing behind it is removed or written over, and the step runs', async () => {
    const { run, workspace, write, calls } = given(({ workspace: folder }) => {
      mkdirSync(join(folder, 'dist'), { recursive: true });
      writeFileSync(join(folder, 'dist/made.js'), 'made');
    });
    const cache = { outputs: ['dist/*.js'] };
    await run(cache);
    rmSync(join(workspace, 'dist'), { recursive: true });
    write('src/own.js', 'precious');
    symlinkSync(join(workspace, 'src'), join(workspace, 'dist'));
    expect((await run(cache)).results.a).toMatchObject({ status: 'completed', cached: false });
    expect(calls()).toBe(2);
    expect(readFileSync(join(workspace, 'src/own.js'), 'utf8')).toBe('precious');
  });

  it.each<readonly [string, readonly string[], boolean]>([
    ['a folder of what the outputs match', ['out/**'], true],
    ['a folder of files that are not of the outputs', ['out/*'], false],
  ])(
    'given %s in the place of an output, then it is only removed with all that is in it',
    async (_, outputs, isReused) => {
      const { run, workspace, write } = given(({ workspace: folder }) => {
        rmSync(join(folder, 'out'), { recursive: true, force: true });
        mkdirSync(join(folder, 'out'));
        for (const name of ['a', 'b']) writeFileSync(join(folder, 'out', name), name);
      });
      await run({ outputs });
      rmSync(join(workspace, 'out/a'));
      write('out/a/deep/keep', 'mine');
      write('out/b', 'spoilt');
      expect((await run({ outputs })).results.a?.cached).toBe(isReused);
      for (const name of ['a', 'b']) expect(readFileSync(join(workspace, 'out', name), 'utf8')).toBe(name);
      expect((await run({ outputs })).results.a?.cached).toBe(true);
    },
  );

  it('given a content that the cache has lost, then nothing of the workspace is touched and the step runs', async () => {
    const {
      run,
      workspace,
      write,
      calls,
      cache: stepCache,
    } = given(({ workspace: folder }) => {
      writeFileSync(join(folder, 'one'), 'made');
      writeFileSync(join(folder, 'two'), `made ${readFileSync(join(folder, 'number'), 'utf8')}`);
    });
    const cache = { outputs: ['one', 'two'] };
    write('number', '1');
    await run(cache);
    stepCache.loseContents();
    write('one', 'mine');
    write('number', '2');
    expect((await run(cache)).results.a?.cached).toBe(false);
    expect(calls()).toBe(2);
    expect(readFileSync(join(workspace, 'two'), 'utf8')).toBe('made 2');
    expect((await run(cache)).results.a?.cached).toBe(true);
  });

  it('given an output that is a link, then the result is not kept, and the run and the next one tell why', async () => {
    let isLink = true;
    const { run, write, explained, calls } = given(({ workspace }) => {
      rmSync(join(workspace, 'latest'), { force: true });
      if (isLink) symlinkSync('release-1', join(workspace, 'latest'));
      else writeFileSync(join(workspace, 'latest'), 'release-1');
    });
    const cache = { outputs: ['latest'] };
    write('release-1', 'x');
    const why = 'the output latest is a symbolic link, and links are not kept';
    const first = await run(cache);
    expect(first.results.a).toMatchObject({ status: 'completed', cached: false });
    expect(await explained(first)).toMatchObject({
      decision: 'ran',
      reason: `first attempt: it waits for no other step; its result is not in the cache: ${why}`,
    });
    isLink = false;
    const second = await run(cache);
    expect((await explained(second))?.reason).toContain(
      `no earlier run has a result; that of run ${first.execution_id} was not kept: ${why}`,
    );
    expect((await run(cache)).results.a?.cached).toBe(true);
    expect(calls()).toBe(2);
  });

  it('given a result that was not kept after one that was, then the next run with nothing changed tells of both', async () => {
    let isLink = false;
    const { run, write, explained, cache } = given(({ workspace }) => latest(workspace, isLink));
    const options = { inputs: ['src'], outputs: ['latest'] };
    write('release', 'x');
    write('src', '1');
    const kept = await run(options);
    isLink = true;
    write('latest', 'spoilt');
    cache.loseContents();
    const unkept = await run(options);
    const why = `that of run ${unkept.execution_id} was not kept: the output latest is a symbolic link, and links are not kept`;
    isLink = false;
    expect((await explained(await run(options)))?.reason).toBe(
      `first attempt: it waits for no other step; nothing changed since run ${kept.execution_id} had a result; ${why}`,
    );
  });

  it('given a result that was not kept between two that differ, then the later run tells what changed, and why there is none between', async () => {
    let isLink = false;
    const { run, write, explained } = given(({ workspace }) => latest(workspace, isLink));
    const options = { inputs: ['src'], outputs: ['latest'] };
    write('release', 'x');
    write('src', '1');
    const kept = await run(options);
    isLink = true;
    write('src', '2');
    const unkept = await run(options);
    isLink = false;
    expect(await explained(await run(options))).toMatchObject({
      changed: ['input src'],
      reason: `first attempt: it waits for no other step; changed since run ${kept.execution_id}: input src; that of run ${unkept.execution_id} was not kept: the output latest is a symbolic link, and links are not kept`,
    });
  });

  it('given a link in place of the outputs’ folder that leads outside, then nothing is written there', async () => {
    const { run, workspace, calls } = given((context) => {
      mkdirSync(join(context.workspace, 'dist'), { recursive: true });
      writeFileSync(join(context.workspace, 'dist/out'), 'made');
    });
    const cache = { outputs: ['dist/**'] };
    await run(cache);
    const outside = folder();
    writeFileSync(join(outside, 'out'), 'theirs');
    rmSync(join(workspace, 'dist'), { recursive: true });
    symlinkSync(outside, join(workspace, 'dist'));
    expect((await run(cache)).results.a).toMatchObject({ status: 'failed', error_code: 'PERMISSION_DENIED' });
    expect(readFileSync(join(outside, 'out'), 'utf8')).toBe('theirs');
    expect(calls()).toBe(1);
  });

  it('given other patterns for the outputs, then the step runs', async () => {
    const { run, changed } = given((context) => writeFileSync(join(context.workspace, 'out'), 'made'));
    await run({ outputs: ['out'] });
    const again = await run({ outputs: ['out', 'dist/**'] });
    expect(again.results.a?.cached).toBe(false);
    expect(await changed(again)).toEqual(['declared outputs']);
  });
});
