import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTapCosts } from '@codomyrmex/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acting, composed, run, step } from './acting.ts';

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-tap-costs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One run of an engine on a data folder, with a gate that lets everything pass but the parameter `refused`, and its end. */
async function session(dataFolder: string, parameters: object = {}, version = '0.1.0'): Promise<void> {
  const gate = acting(
    'gate',
    {},
    {
      taps: (hooks) => {
        hooks.beforeAttempt.tap('gate', (given) => {
          if (given.refused === true) throw new Error(`not with this${'!'.repeat(10_000)}`);
          return given;
        });
        hooks.runEnded.tap('elsewhere/../../gate', () => {});
      },
    },
  );
  const echo = acting('echo', { say: (_, input) => input });
  const given = composed([echo, { ...gate, version }], { dataFolder });
  await run(given, [step('a', 'echo.say', { parameters })]);
  await given.orchestrator.close();
}

const file = (folder: string): string => join(folder, 'tap-costs/gate.json');

async function kept(folder: string) {
  const read = await readTapCosts(folder, 'gate');
  if (read.kind !== 'costs') throw new Error(JSON.stringify(read));
  return read.costs;
}

describe('what taps have cost', () => {
  it('given engines one after the other, then their counts are summed, with the last error and its time', async () => {
    const folder = await emptyFolder();
    await session(folder);
    const first = (await kept(folder)).taps.get('beforeAttempt');
    expect(first).toMatchObject({ calls: 1, failures: 0, lastError: undefined });
    await session(folder, { refused: true });
    await session(folder);
    const { version, since, taps } = await kept(folder);
    expect([version, since]).toEqual(['0.1.0', expect.any(Date)]);
    expect([...taps.keys()]).toEqual(['beforeAttempt']);
    const tap = taps.get('beforeAttempt');
    expect(tap).toMatchObject({ calls: 3, failures: 1, lastError: { at: expect.any(Date) } });
    expect(tap?.lastError?.message).toMatch(/^not with /);
    expect(tap?.lastError?.message.length).toBeLessThanOrEqual(500);
    expect(tap?.totalMs).toBeGreaterThanOrEqual(first?.totalMs ?? Infinity);
    expect(tap?.longestMs).toBeLessThanOrEqual(tap?.totalMs ?? 0);
  });

  it('given another version of the plugin, then it begins anew', async () => {
    const folder = await emptyFolder();
    await session(folder, { refused: true });
    await session(folder, {}, '0.2.0');
    const { version, taps } = await kept(folder);
    expect([version, taps.get('beforeAttempt')]).toEqual(['0.2.0', expect.objectContaining({ calls: 1, failures: 0 })]);
  });

  it('given engines that close at the same moment, then the file is whole, and holds what one of them counted at least', async () => {
    const folder = await emptyFolder();
    await Promise.all(Array.from({ length: 8 }, () => session(folder)));
    const calls = (await kept(folder)).taps.get('beforeAttempt')?.calls ?? 0;
    expect(calls).toBeGreaterThanOrEqual(1);
    expect(calls).toBeLessThanOrEqual(8);
  });

  it.each([
    ['torn', '{ "record_version": 1, "version": "0.1'],
    ['of a newer version of us', '{ "record_version": 2 }'],
    ['larger than any of ours', ' '.repeat(70_000)],
  ])(
    'given a file that is %s, then runs do as ever, it is left as it is, and who reads it is told which',
    async (_, text) => {
      const folder = await emptyFolder();
      await mkdir(join(folder, 'tap-costs'));
      await writeFile(file(folder), text);
      await session(folder);
      expect(await readFile(file(folder), 'utf8')).toBe(text);
      expect(await readTapCosts(folder, 'gate')).toMatchObject({ kind: 'unusable', file: file(folder) });
    },
  );

  it('given a folder where nothing can be written, then runs do as ever', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'tap-costs'), 'in the way');
    await session(folder);
    expect(await readTapCosts(folder, 'gate')).toMatchObject({ kind: 'unusable' });
  });

  it('given a data folder that is not there, then none is made for it', async () => {
    const folder = join(await emptyFolder(), 'none');
    await session(folder);
    expect(await readTapCosts(folder, 'gate')).toEqual({ kind: 'none' });
  });
});
