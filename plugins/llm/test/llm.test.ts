import { failureFrom } from '@codomyrmex/core';
import { configuration } from '@codomyrmex/language-models';
import type { LoopbackSite } from '@codomyrmex/testing';
import { type RunActionOptions, runAction } from '@codomyrmex/testing';
import { completion, fakeProvider, piece, sendJson } from '@codomyrmex/testing/language-models';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import plugin, { llm } from '../src/index.ts';

const { ask, generate_object, list_models, get_config } = llm.actions;

/** Options of an attempt for which that server is the provider. */
const by = (
  { url }: Pick<LoopbackSite, 'url'>,
  config: object = {},
  options: RunActionOptions = {},
): RunActionOptions => ({
  allowedAddresses: ['127.0.0.1'],
  secrets: { LLM_API_KEY: 'key-of-ours' },
  config: configuration.parse({ provider: 'openai_compatible', base_url: `${url}/v1`, model: 'm', ...config }),
  ...options,
});

const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));

describe('the module', () => {
  test('given its schemas, then each has a JSON Schema and its examples fit', () => {
    expect(plugin).toBe(llm);
    expect(configuration.parse({})).toMatchObject({ max_tokens_per_call: 2_048, budget: {} });
    for (const action of Object.values(llm.actions)) {
      expect(z.toJSONSchema(action.input, { target: 'draft-7', io: 'input' })).toMatchObject({ type: 'object' });
      expect(z.toJSONSchema(action.output, { target: 'draft-7' })).toMatchObject({ type: 'object' });
      for (const example of action.examples ?? []) expect(action.input.safeParse(example.input).error).toBeUndefined();
    }
  });
});

describe('a question', () => {
  test('given a provider, then the model is asked once and its answer told with what it cost', async () => {
    await using server = await fakeProvider((response) => sendJson(response, completion('42')));
    const config = { prices: { m: { input: 2, output: 10 } } };
    const input = { question: 'What?', system: 'Be brief.', temperature: 0, max_tokens: 50 };
    const { output } = await runAction(ask, input, by(server, config));
    expect(output).toEqual({
      answer: '42',
      model: 'm',
      finish_reason: 'stop',
      usage: { input_tokens: 7, output_tokens: 3 },
      cost_usd: (7 * 2 + 3 * 10) / 1e6,
    });
    expect(server.asked).toHaveLength(1);
    const [asked] = server.asked;
    expect(asked?.request.url).toBe('/v1/chat/completions');
    expect(asked?.request.headers.authorization).toBe('Bearer key-of-ours');
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      model: 'm',
      max_tokens: 50,
      temperature: 0,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'What?' },
      ],
    });
  });

  test('given Anthropic, then it is asked in its own form', async () => {
    await using server = await fakeProvider((response) =>
      sendJson(response, {
        type: 'message',
        id: 'x',
        model: 'claude',
        role: 'assistant',
        content: [{ type: 'text', text: 'hello' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 5, output_tokens: 2 },
      }),
    );
    const { output } = await runAction(ask, { question: 'Hi' }, by(server, { provider: 'anthropic', model: 'claude' }));
    expect(output).toMatchObject({
      answer: 'hello',
      finish_reason: 'stop',
      usage: { input_tokens: 5, output_tokens: 2 },
    });
    expect(server.asked[0]?.request).toMatchObject({ url: '/v1/messages' });
    expect(server.asked[0]?.request.headers).toMatchObject({ 'x-api-key': 'key-of-ours' });
  });

  test('given an answer that comes bit by bit, then it is logged line by line and told whole', async () => {
    await using server = await fakeProvider((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const text of ['one ', 'line\ntwo', ' lines']) response.write(piece(text));
      response.write(piece('', { finish_reason: 'stop' }));
      response.write(
        `data: ${JSON.stringify({ id: 'c1', choices: [], usage: { prompt_tokens: 4, completion_tokens: 5, total_tokens: 9 } })}\n\n`,
      );
      response.end('data: [DONE]\n\n');
    });
    const { output, logs, progress } = await runAction(ask, { question: 'Count', stream: true }, by(server));
    expect(output).toMatchObject({ answer: 'one line\ntwo lines', usage: { input_tokens: 4, output_tokens: 5 } });
    expect(logs).toEqual([
      { level: 'info', message: 'one line' },
      { level: 'info', message: 'two lines' },
    ]);
    expect(progress.at(-1)).toMatchObject({ message: '18 characters' });
    expect(JSON.parse(server.asked[0]?.body ?? '')).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test.each([
    [429, '21', true, 21],
    [503, undefined, true, undefined],
    [401, undefined, false, undefined],
    [404, undefined, false, undefined],
    [400, '5', false, 5],
  ])(
    'given the answer %d with Retry-After %s, then it is asked once and the failure is retryable: %s after %s',
    async (status, after, retryable, wait) => {
      await using server = await fakeProvider((response) =>
        response
          .writeHead(status, {
            'content-type': 'application/json',
            ...(after !== undefined && { 'retry-after': after }),
          })
          .end(JSON.stringify({ error: { message: 'the reason', type: 'x', param: null, code: null } })),
      );
      const refused = await failure(runAction(ask, { question: 'x' }, by(server)));
      expect(refused).toMatchObject({ code: 'MODEL_FAILED', retryable, details: { status } });
      expect(refused.message).toContain('the reason');
      expect(refused.retryAfter).toBe(wait);
      expect(server.asked).toHaveLength(1);
      expect(JSON.stringify(refused)).not.toContain('key-of-ours');
    },
  );

  test.each(['not JSON', '{}', '{"choices":[]}', '[1', ''])(
    'given the body %j, then it is an answer that cannot be read',
    async (body) => {
      await using server = await fakeProvider((response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      );
      const refused = await failure(runAction(ask, { question: 'x' }, by(server)));
      expect(refused.retryable).toBe(true);
      expect(['INVALID_RESPONSE', 'MODEL_FAILED']).toContain(refused.code);
    },
  );

  test('given an endless answer, whole or bit by bit, then it is broken off', async () => {
    await using server = await fakeProvider((response, asked) => {
      response.writeHead(200, { 'content-type': asked.stream === true ? 'text/event-stream' : 'application/json' });
      const more = (): void => {
        while (
          !response.destroyed &&
          response.write(asked.stream === true ? piece('x'.repeat(50_000)) : ' '.repeat(60_000))
        );
      };
      response.on('drain', more);
      more();
    });
    for (const stream of [false, true]) {
      const refused = await failure(runAction(ask, { question: 'x', stream }, by(server)));
      expect(refused).toMatchObject({ code: 'RESPONSE_TOO_LARGE', retryable: false });
    }
  });

  test('given a step that is to stop, then the call ends with its reason, also in the midst of an answer', async () => {
    for (const stream of [false, true]) {
      const controller = new AbortController();
      const reason = new Error('cancelled');
      await using server = await fakeProvider((response) => {
        if (stream) response.writeHead(200, { 'content-type': 'text/event-stream' }).write(piece('begun'));
        setImmediate(() => controller.abort(reason));
      });
      await expect(
        runAction(ask, { question: 'x', stream }, by(server, {}, { signal: controller.signal })),
      ).rejects.toBe(reason);
    }
  });

  test('given a redirect, then the key does not follow it', async () => {
    await using other = await fakeProvider((response) => sendJson(response, completion('stolen')));
    await using server = await fakeProvider((response) =>
      response.writeHead(307, { location: `${other.url}/v1/chat/completions` }).end(),
    );
    expect(await failure(runAction(ask, { question: 'x' }, by(server)))).toMatchObject({ code: 'MODEL_FAILED' });
    expect(other.asked).toEqual([]);
  });

  test('given an address on this machine that nobody allowed, then that is said', async () => {
    await using server = await fakeProvider((response) => sendJson(response, completion('x')));
    const refused = await failure(runAction(ask, { question: 'x' }, by(server, {}, { allowedAddresses: [] })));
    expect(refused).toMatchObject({ code: 'ADDRESS_REFUSED', retryable: false });
    expect(server.asked).toEqual([]);
  });
});

describe('a form', () => {
  const schema = {
    type: 'object',
    properties: { mood: { enum: ['good', 'bad'] }, score: { type: 'integer', minimum: 0 } },
    required: ['mood'],
    additionalProperties: false,
  };

  test.each([
    '{"mood":"good","score":1}',
    '```json\n{"mood":"good","score":1}\n```',
    ' {"mood": "good", "score": 1}\n',
  ])('given the answer %j, then it is a value that fits', async (text) => {
    await using server = await fakeProvider((response) => sendJson(response, completion(text)));
    const { output } = await runAction(generate_object, { prompt: 'Mood?', schema }, by(server));
    expect(output).toMatchObject({ object: { mood: 'good', score: 1 }, model: 'm' });
    expect(JSON.parse(server.asked[0]?.body ?? '')).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema } },
    });
  });

  test.each(['no JSON', '{"mood":"fair"}', '{"mood":"good","score":-1}', '{"mood":"good","more":1}', '[]', 'null', ''])(
    'given the answer %j, then the step fails and may be tried again',
    async (text) => {
      await using server = await fakeProvider((response) => sendJson(response, completion(text)));
      const refused = await failure(runAction(generate_object, { prompt: 'Mood?', schema }, by(server)));
      expect(refused).toMatchObject({ code: 'INVALID_RESPONSE', retryable: true });
    },
  );

  test('given an answer that was cut, then that is said', async () => {
    await using server = await fakeProvider((response) =>
      sendJson(response, completion('{"mood":"go', { finish_reason: 'length' })),
    );
    const refused = await failure(runAction(generate_object, { prompt: 'Mood?', schema }, by(server)));
    expect(refused.message).toContain('cut at max_tokens');
  });

  test('given a provider that knows no schemas, then it is told of it in words', async () => {
    await using server = await fakeProvider((response) => sendJson(response, completion('{"mood":"bad"}')));
    await runAction(generate_object, { prompt: 'Mood?', schema }, by(server, { json_schema: false }));
    const sent: unknown = JSON.parse(server.asked[0]?.body ?? '');
    expect(sent).toMatchObject({ response_format: { type: 'json_object' } });
    expect(JSON.stringify(sent)).toContain('JSON Schema');
  });

  test('given what is no schema, then nothing is asked', async () => {
    await using server = await fakeProvider((response) => sendJson(response, completion('{}')));
    for (const wrong of [{ type: 'nonsense' }, { $ref: 'https://example.com/schema.json' }]) {
      const refused = await failure(runAction(generate_object, { prompt: 'x', schema: wrong }, by(server)));
      expect(refused).toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
    }
    expect(server.asked).toEqual([]);
  });
});

describe('a budget', () => {
  test('given a call that may go over, in tokens or dollars, then it is not made', async () => {
    await using server = await fakeProvider((response) => sendJson(response, completion('x')));
    const ask10 = { question: 'x', max_tokens: 10 };
    const over = await failure(runAction(ask, ask10, by(server, { budget: { tokens: 60 } })));
    expect(over).toMatchObject({ code: 'BUDGET_EXCEEDED', retryable: false, details: { unit: 'tokens', budget: 60 } });
    const dear = { budget: { usd: 0.001 }, prices: { m: { input: 0, output: 1_000 } } };
    expect(await failure(runAction(ask, ask10, by(server, dear)))).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(await failure(runAction(ask, ask10, by(server, { budget: { usd: 1 } })))).toMatchObject({
      code: 'PRICE_UNKNOWN',
    });
    expect(server.asked).toEqual([]);
  });
});

describe('the configuration', () => {
  test('given no provider, model or key, then each is said with what to do', async () => {
    const none = await failure(runAction(ask, { question: 'x' }, { config: configuration.parse({}) }));
    expect(none).toMatchObject({ code: 'NOT_CONFIGURED', retryable: false });
    expect(none.suggestions?.[0]).toContain('under plugins');
    await using server = await fakeProvider((response) => sendJson(response, completion('x')));
    const noModel = await failure(runAction(ask, { question: 'x' }, by(server, { model: undefined })));
    expect(noModel).toMatchObject({ code: 'NOT_CONFIGURED' });
    for (const provider of ['openai_compatible', 'anthropic']) {
      const noKey = failure(
        runAction(ask, { question: 'x' }, { config: configuration.parse({ provider, model: 'm' }) }),
      );
      expect(await noKey).toMatchObject({ code: 'SECRET_MISSING', retryable: false });
    }
    for (const wrong of [{ provider: 'other' }, { base_url: 'file:///x' }, { budget: { tokens: -1 } }, { key: 'x' }]) {
      expect(configuration.safeParse(wrong).success).toBe(false);
    }
  });

  test('given the key of a provider, then it does not go to an address that is not its own', async () => {
    await using server = await fakeProvider((response) => sendJson(response, completion('x')));
    const secrets = { OPENAI_API_KEY: 'key-of-openai', ANTHROPIC_API_KEY: 'key-of-anthropic' };
    await runAction(ask, { question: 'x' }, by(server, {}, { secrets }));
    await runAction(ask, { question: 'x' }, by(server, { provider: 'ollama' }, { secrets }));
    expect(server.asked.map(({ request }) => request.headers.authorization)).toEqual([undefined, undefined]);
    const refused = await failure(
      runAction(ask, { question: 'x' }, by(server, { provider: 'anthropic' }, { secrets })),
    );
    expect(refused).toMatchObject({ code: 'SECRET_MISSING' });
    expect(server.asked).toHaveLength(2);
  });

  test('given the module, then its configuration and the keys that are set are shown, and no key', async () => {
    await using server = await fakeProvider((response) => sendJson(response, completion('x')));
    const { output } = await runAction(get_config, {}, by(server));
    expect(output).toMatchObject({ configured: true, keys_set: ['LLM_API_KEY'], configuration: { model: 'm' } });
    expect(JSON.stringify(output)).not.toContain('key-of-ours');
    expect((await runAction(list_models, {}, by(server))).output).toEqual({
      provider: 'openai_compatible',
      models: ['a', 'b'],
    });
  });
});
