import { describe, expect, test } from 'vitest';
import { python } from '../src/index.ts';
import { failureOf, freshWorkspace, runOn } from './small-tools.ts';

const { call_many: callMany, call } = python.actions;

const give = (value: unknown, more: object = {}, as_tuple = false) => ({
  module: 'verdicts',
  action: 'give',
  parameters: { value, as_tuple },
  ...more,
});

/** What came of calls that return these values: `ok`, or the reason of the failure. */
async function told(calls: readonly object[]): Promise<readonly string[]> {
  const { output } = await runOn(callMany, freshWorkspace(), { calls, workers: 1, check: false });
  return output.results.map((one) =>
    one.ok ? 'ok' : one.failure.message.replace('verdicts.give returned a failure: ', ''),
  );
}

describe('failures that are returned as data', () => {
  test('given the ways in which upstream says that it failed, when returned, then the call fails with the reason', async () => {
    expect(
      await told([
        give({ error: 'no such file' }),
        give({ error: { message: 'inner' } }),
        give({ success: false, message: 'refused' }),
        give({ ok: false }),
        give({ status: 'error', error_message: 'no Docker' }),
        give({ status: 'FAILED' }),
        give({ status: 'setup_error' }),
        give([false, 'bad input'], {}, true),
      ]),
    ).toEqual([
      'no such file',
      'inner',
      'refused',
      'its "ok" is false',
      'no Docker',
      'its "status" is "FAILED"',
      'its "status" is "setup_error"',
      'bad input',
    ]);
  });

  test('given data that only looks like it, when returned, then it is a result', async () => {
    const values = [
      { error: null },
      { error: '' },
      { error: {} },
      { errors: [] },
      { success: true, error: null },
      { status: 'ok' },
      [false, true],
      [],
      false,
      null,
      'error',
    ];
    expect(await told(values.map((value) => give(value)))).toEqual(values.map(() => 'ok'));
    expect(await told([give([true, 'fine'], {}, true), give([false], {}, true)])).toEqual(['ok', 'ok']);
  });

  test('given a rule, when it names some ways or none, then only these count', async () => {
    expect(
      await told([
        give({ error: 'x' }, { failure_rule: 'none' }),
        give({ error: 'x' }, { failure_rule: ['success'] }),
        give({ success: false, error: 'x' }, { failure_rule: ['success'] }),
      ]),
    ).toEqual(['ok', 'ok', 'x']);
  });

  test('given a returned failure, when the step fails, then the data is among its details', async () => {
    const error = await failureOf(runOn(call, freshWorkspace(), give({ success: false, error: 'x', rows: [1] })));
    expect(error).toMatchObject({
      code: 'PYTHON_RETURNED_FAILURE',
      details: { returned_type: 'dict', result: { success: false, error: 'x', rows: [1] } },
    });
  });
});
