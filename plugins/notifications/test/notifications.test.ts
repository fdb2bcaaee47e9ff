import { createHmac } from 'node:crypto';
import { failureFrom } from '@codomyrmex/core';
import { loopbackSite, runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import plugin, { notifications } from '../src/index.ts';
import { webhookSignature } from '../src/webhook-signature.ts';

const { send_webhook, send_slack } = notifications.actions;
const loopback = { allowedAddresses: ['127.0.0.1'] };

const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));

describe('the module', () => {
  test('given its schemas, then each has a JSON Schema and its examples fit', () => {
    expect(plugin).toBe(notifications);
    for (const action of Object.values(notifications.actions)) {
      expect(z.toJSONSchema(action.input, { target: 'draft-7', io: 'input' })).toMatchObject({ type: 'object' });
      expect(z.toJSONSchema(action.output, { target: 'draft-7' })).toMatchObject({ type: 'object' });
      for (const example of action.examples ?? []) expect(action.input.safeParse(example.input).error).toBeUndefined();
    }
  });
});

describe('a webhook', () => {
  test('given a payload, then it arrives as JSON with an id that every attempt has', async () => {
    await using receiver = await loopbackSite((_, response) => response.writeHead(202).end('thanks'));
    const input = {
      url: receiver.url,
      payload: { done: [1, 'ü'] },
      headers: { 'X-Kind': 'build', 'Webhook-Id': 'mine' },
    };
    const { output } = await runAction(send_webhook, input, { ...loopback, now: () => 1_700_000_000_123 });
    expect(output).toEqual({ id: 'test/step', status: 202, response: 'thanks' });
    await runAction(send_webhook, input, { ...loopback, attempt: 2 });
    const [first, second] = receiver.asked;
    expect(first?.request).toMatchObject({ method: 'POST' });
    expect(first?.request.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'test/step',
      'webhook-timestamp': '1700000000',
      'x-kind': 'build',
    });
    expect(first?.request.headers['webhook-signature']).toBeUndefined();
    expect(first?.body).toBe('{"done":[1,"ü"]}');
    expect(second?.request.headers['webhook-id']).toBe('test/step');
  });

  test('given the secret, then the receiver can prove who sent what and when', async () => {
    await using receiver = await loopbackSite((_, response) => response.end());
    const secrets = { WEBHOOK_SECRET: 'a shared secret' };
    await runAction(send_webhook, { url: receiver.url, payload: { a: 1 }, sign: true }, { ...loopback, secrets });
    const [got] = receiver.asked;
    const headers = got?.request.headers ?? {};
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${got?.body}`;
    const expected = createHmac('sha256', secrets.WEBHOOK_SECRET).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    const missing = failure(runAction(send_webhook, { url: receiver.url, payload: 1, sign: true }, loopback));
    expect(await missing).toMatchObject({ code: 'SECRET_MISSING', retryable: false });
    expect(receiver.asked).toHaveLength(1);
  });

  test('given the example of the specification, then the signature is the one that it prints', () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
    expect(webhookSignature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
    for (const secret of ['whsec_', 'whsec_not base64!']) {
      expect(() => webhookSignature(secret, message)).toThrow('is no base64');
    }
  });

  test('given another id, time, body or secret, then the signature is another', () => {
    const message = fc.record({ id: fc.string(), timestamp: fc.nat(), body: fc.json() });
    fc.assert(
      fc.property(message, fc.string({ minLength: 1 }), ({ id, timestamp, body }, secret) => {
        fc.pre(!secret.startsWith('whsec_'));
        const signature = webhookSignature(secret, { id, timestamp, body });
        expect(webhookSignature(secret, { id, timestamp, body })).toBe(signature);
        for (const other of [
          { id: `${id}x`, timestamp, body },
          { id, timestamp: timestamp + 1, body },
          { id, timestamp, body: `${body} ` },
        ]) {
          expect(webhookSignature(secret, other)).not.toBe(signature);
        }
        expect(webhookSignature(`${secret}x`, { id, timestamp, body })).not.toBe(signature);
      }),
    );
  });

  test.each([
    [400, undefined, false, undefined],
    [410, undefined, false, undefined],
    [302, undefined, false, undefined],
    [429, '12', true, 12],
    [503, '999999999', true, 86_400],
    [500, 'soon', true, undefined],
  ])(
    'given the answer %d with Retry-After %s, then the step fails, retryable: %s after %s',
    async (status, header, retryable, wait) => {
      await using receiver = await loopbackSite((_, response) =>
        response
          .writeHead(status, { location: '/x', ...(header !== undefined && { 'retry-after': header }) })
          .end('why'),
      );
      const refused = await failure(runAction(send_webhook, { url: receiver.url, payload: 1 }, loopback));
      expect(refused.retryAfter).toBe(wait);
      if (status === 302) expect(refused).toMatchObject({ code: 'HTTP_FAILED', retryable: false });
      else expect(refused).toMatchObject({ code: 'NOT_DELIVERED', retryable, details: { status, body: 'why' } });
      expect(receiver.asked).toHaveLength(1);
    },
  );

  test('given an address on this machine that nobody allowed, then nothing is sent', async () => {
    await using receiver = await loopbackSite((_, response) => response.end());
    const refused = await failure(runAction(send_webhook, { url: receiver.url, payload: 1 }));
    expect(refused).toMatchObject({ code: 'ADDRESS_REFUSED', retryable: false });
    expect(receiver.asked).toEqual([]);
  });
});

describe('a Slack message', () => {
  test('given a text and blocks, then they are posted to the secret address', async () => {
    await using chat = await loopbackSite((_, response) => response.end('ok'));
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*Done*' } }];
    const secrets = { SLACK_WEBHOOK_URL: `${chat.url}/services/T0/B0/key` };
    const { output } = await runAction(send_slack, { text: 'Done', blocks }, { ...loopback, secrets });
    expect(output).toEqual({ status: 200 });
    expect(chat.asked[0]?.request.url).toBe('/services/T0/B0/key');
    expect(JSON.parse(chat.asked[0]?.body ?? '')).toEqual({ text: 'Done', blocks });
  });

  test('given whatever goes wrong, then the address, which is the secret, is not told', async () => {
    await using chat = await loopbackSite((_, response) => response.writeHead(404).end('no_team'));
    const address = `${chat.url}/services/T0/B0/key`;
    const said = [
      await failure(runAction(send_slack, { text: 'x' }, { ...loopback, secrets: { SLACK_WEBHOOK_URL: address } })),
      await failure(runAction(send_slack, { text: 'x' }, { secrets: { SLACK_WEBHOOK_URL: address } })),
      await failure(
        runAction(send_slack, { text: 'x' }, { ...loopback, secrets: { SLACK_WEBHOOK_URL: 'htp://B0/key' } }),
      ),
      await failure(runAction(send_slack, { text: 'x' }, loopback)),
    ];
    expect(said.map(({ code }) => code)).toEqual([
      'NOT_DELIVERED',
      'ADDRESS_REFUSED',
      'INVALID_PARAMETERS',
      'SECRET_MISSING',
    ]);
    expect(JSON.stringify(said)).not.toContain('B0/key');
  });
});
