import { describe, expect, test } from 'vitest';
import { python } from '../src/index.ts';
import { failureOf, freshWorkspace, runOn } from './small-tools.ts';

const { call_many: callMany } = python.actions;

const hostile = (action: string, parameters: object = {}, more: object = {}) => ({
  module: 'hostile',
  action,
  parameters,
  ...more,
});

describe('call_many', () => {
  test('given one interpreter, when many calls are made, then it stays warm and order is kept', async () => {
    const calls = Array.from({ length: 300 }, () => hostile('counts'));
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 1 });
    expect(output).toMatchObject({ total: 300, passed: 300, failed: 0 });
    expect(output.results.map((one) => (one.ok ? one.result : one.failure))).toEqual(
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
  });

  test('given several interpreters, when calls take their time, then they work side by side', async () => {
    const calls = Array.from({ length: 8 }, () => hostile('waits', { seconds: 0.5 }));
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 8 });
    expect(output.passed).toBe(8);
    const pids = Array.from({ length: 3 }, () => hostile('process'));
    const { output: one } = await runOn(callMany, freshWorkspace(), { calls: pids, workers: 1 });
    expect(new Set(one.results.map((result) => (result.ok ? result.result : result.failure))).size).toBe(1);
  });

  test('given calls that kill or hang their interpreter, when made, then each is told and the others are done', async () => {
    const calls = [
      hostile('counts'),
      hostile('crashes'),
      hostile('counts'),
      hostile('waits', {}, { timeout: 0.5 }),
      hostile('exits'),
      hostile('raises'),
      hostile('counts'),
      hostile('forks_and_exits'),
      hostile('counts'),
    ];
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 1, check: false });
    expect(output.results.map((one) => (one.ok ? one.result : one.failure.code))).toEqual([
      1,
      'PROCESS_SIGNALLED',
      1,
      'TIMEOUT_EXCEEDED',
      'PROCESS_EXITED',
      'PYTHON_RAISED',
      1,
      'PROCESS_EXITED',
      1,
    ]);
    expect(output).toMatchObject({ total: 9, passed: 4, failed: 5 });
  });

  test('given a failed call and check, when all are done, then the step fails and names it', async () => {
    const calls = [hostile('counts'), hostile('raises', { text: 'too bad' })];
    expect(await failureOf(runOn(callMany, freshWorkspace(), { calls }))).toMatchObject({
      code: 'PYTHON_CALLS_FAILED',
      message: '1 of 2 calls failed: call 2, hostile.raises: ValueError: too bad',
      details: { failed: [{ index: 1, call: 'hostile.raises', failure: { code: 'PYTHON_RAISED' } }] },
    });
  });

  test('given calls that change folders, when the next is made, then it starts in the workspace again', async () => {
    const workspace = freshWorkspace();
    const calls = [hostile('changes_folder'), hostile('folder')];
    const { output } = await runOn(callMany, workspace, { calls, workers: 1 });
    expect(output.results[1]).toMatchObject({ result: workspace });
  });

  test('given results that are too large together, when they come, then those that do not fit fail, later ones may fit', async () => {
    const calls = [...Array.from({ length: 5 }, () => hostile('large', { size: 7_000_000 })), hostile('counts')];
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 1, check: false });
    expect(output.results.map((one) => (one.ok ? 'ok' : one.failure.code))).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'RESULT_TOO_LARGE',
      'ok',
    ]);
  });

  test('given parameters larger than a pipe holds, when handed over, then they arrive whole', async () => {
    const text = 'word '.repeat(200_000);
    const calls = Array.from({ length: 3 }, () => ({ module: 'texts', action: 'count_words', parameters: { text } }));
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 2 });
    expect(output.results.map((one) => (one.ok ? one.result : one.failure))).toEqual([
      { word: 200_000 },
      { word: 200_000 },
      { word: 200_000 },
    ]);
  });

  test('given a call that is killed, when the next one runs, then its children are gone already', async () => {
    const calls = [hostile('ignores_signals', { file: 'late' }, { timeout: 2 }), hostile('dies', { file: 'late' })];
    const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 1, check: false });
    expect(output.results).toMatchObject([{ failure: { code: 'TIMEOUT_EXCEEDED' } }, { ok: true, result: true }]);
  });
});
