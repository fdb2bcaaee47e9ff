import { once } from 'node:events';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureFrom } from '@codomyrmex/core';
import { type RunActionOptions, runAction } from '@codomyrmex/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as z from 'zod';
import { configuration } from '../src/configuration.ts';
import { notifications } from '../src/index.ts';
import { type MailServer, mailServer, usually } from './mail-server.ts';

const { send_email } = notifications.actions;
type Input = z.input<typeof send_email.input>;

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'codomyrmex-mail-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const mail = { to: 'you@example.com', subject: 'Done', text: 'The build is done.' } satisfies Input;

/** What sending gives with that server configured. */
async function send(
  { port }: Pick<MailServer, 'port'>,
  input: Input,
  { smtp = {}, ...options }: RunActionOptions & { readonly smtp?: object } = {},
) {
  const config = configuration.parse({
    smtp: { host: '127.0.0.1', port, security: 'none', from: { name: 'Ant', address: 'ant@example.com' }, ...smtp },
  });
  return (await runAction(send_email, input, { workspace, config, ...options })).output;
}

const failure = async (running: Promise<unknown>) => failureFrom(await running.catch((error: unknown) => error));

/** Headers of a mail by name in lower case, folded lines put together. */
function headersOf(text: string): ReadonlyMap<string, string> {
  const [head = ''] = text.split('\n\n', 1);
  const lines = head.replaceAll(/\n[ \t]+/g, ' ').split('\n');
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

describe('a mail', () => {
  test('given a mail, then the server gets its envelope, headers and text', async () => {
    await using server = await mailServer();
    const output = await send(
      server,
      {
        ...mail,
        cc: [{ name: 'Bee, Ü', address: 'bee@example.com' }],
        bcc: 'hidden@example.com',
        reply_to: 'reply@example.com',
      },
      { now: () => Date.UTC(2026, 0, 2) },
    );
    expect(output).toMatchObject({
      accepted: ['you@example.com', 'bee@example.com', 'hidden@example.com'],
      rejected: [],
      response: '250 ok',
    });
    const [received] = server.mails;
    expect(received).toMatchObject({ from: 'ant@example.com', to: output.accepted });
    const headers = headersOf(received?.text ?? '');
    expect(headers.get('from')).toBe('Ant <ant@example.com>');
    expect(headers.get('to')).toBe('you@example.com');
    expect(headers.get('reply-to')).toBe('reply@example.com');
    expect(headers.get('date')).toContain('02 Jan 2026');
    expect(headers.get('message-id')).toBe(output.message_id);
    expect(headers.has('bcc')).toBe(false);
    expect(received?.text).not.toContain('hidden@example.com');
    expect(received?.text).toContain('The build is done.');
  });

  test('given another attempt, then the message id is the same', async () => {
    await using server = await mailServer();
    const [first, second] = [await send(server, mail), await send(server, mail, { attempt: 2 })];
    expect(first.message_id).toMatch(/^<[0-9a-f]{32}@example\.com>$/);
    expect(second.message_id).toBe(first.message_id);
  });

  test('given files of the workspace, then they are attached by their names', async () => {
    await using server = await mailServer();
    await writeFile(join(workspace, 'report.txt'), 'all is well');
    const attachments = [{ path: 'report.txt' }, { path: './report.txt', name: 'second.txt' }];
    await send(server, { ...mail, html: '<b>Done</b>', attachments });
    const text = server.mails[0]?.text ?? '';
    expect(text).toContain('filename=report.txt');
    expect(text).toContain('filename=second.txt');
    expect(text).toContain(Buffer.from('all is well').toString('base64'));
    expect(text).toContain('text/html');
  });

  test('given a text that looks like the end of the mail, then it is text', async () => {
    await using server = await mailServer();
    await send(server, { ...mail, text: 'before\r\n.\r\nMAIL FROM:<evil@example.com>\r\n..two\r\nafter' });
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.text).toContain('before\n.\nMAIL FROM:<evil@example.com>\n..two\nafter');
    expect(server.commands.join()).not.toContain('evil');
  });

  test('given any subject and name, then they are one header each and nothing else is', async () => {
    await using server = await mailServer();
    const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }).filter((text) => !/[\r\n\0]/.test(text));
    await fc.assert(
      fc.asyncProperty(line, line, async (subject, name) => {
        await send(server, { ...mail, subject, to: { name, address: 'you@example.com' } });
        const received = server.mails.at(-1);
        expect(received?.to).toEqual(['you@example.com']);
        expect([...headersOf(received?.text ?? '').keys()].toSorted()).toEqual([
          'content-transfer-encoding',
          'content-type',
          'date',
          'from',
          'message-id',
          'mime-version',
          'subject',
          'to',
        ]);
      }),
      { numRuns: 30 },
    );
  });

  test.each<[string, Partial<Input>]>([
    ['a line break in the subject', { subject: 'x\r\nBcc: evil@example.com' }],
    ['a lone line feed in the subject', { subject: 'x\nBcc: evil@example.com' }],
    ['a line break in an address', { to: 'you@example.com\r\nRCPT TO:<evil@example.com>' }],
    ['a second address in one', { to: 'you@example.com, evil@example.com' }],
    ['a name in front of an address', { to: 'You <you@example.com>' }],
    ['a line break in a name', { to: { name: 'x\r\nBcc: e', address: 'you@example.com' } }],
    ['a line break in a file name', { attachments: [{ path: 'f', name: 'x\r\ny' }] }],
    ['a path as a file name', { attachments: [{ path: 'f', name: '../x' }] }],
    ['no recipient', { to: [] }],
    ['nothing to say', { text: undefined }],
    ['another sender', { from: 'boss@example.com' } as object],
  ])('given %s, then it is refused before the server is asked', async (_, change) => {
    await using server = await mailServer();
    const refused = await failure(send(server, { ...mail, ...change }));
    expect(refused).toMatchObject({ code: 'INVALID_PARAMETERS', retryable: false });
    expect(server.sockets.size + server.commands.length).toBe(0);
  });

  test('given a file from outside, or too large, then nothing is sent', async () => {
    await using server = await mailServer();
    await symlink('/etc/passwd', join(workspace, 'link'));
    await writeFile(join(workspace, 'large'), '');
    await truncate(join(workspace, 'large'), 21 * 1024 * 1024);
    const attach = (path: string) => failure(send(server, { ...mail, attachments: [{ path }] }));
    expect(await attach('../x')).toMatchObject({ code: 'PATH_REFUSED' });
    expect(await attach('link')).toMatchObject({ code: 'PATH_REFUSED' });
    expect(await attach('large')).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(server.commands).toEqual([]);
  });
});

describe('the server', () => {
  test('given a user, then the password of the secret logs in; without one that is said', async () => {
    await using server = await mailServer();
    const smtp = { user: 'ant' };
    const { message_id } = await send(server, mail, { smtp, secrets: { SMTP_PASSWORD: 'hunter22' } });
    expect(message_id).toContain('@');
    expect(server.commands).toContain(`AUTH PLAIN ${Buffer.from('\0ant\0hunter22').toString('base64')}`);
    expect(await failure(send(server, mail, { smtp }))).toMatchObject({ code: 'SECRET_MISSING' });
  });

  test('given a password that would go readable to another machine, then it does not go', async () => {
    const options = { smtp: { user: 'ant', host: 'mail.example.com' }, secrets: { SMTP_PASSWORD: 'hunter22' } };
    expect(await failure(send({ port: 25 }, mail, options))).toMatchObject({
      code: 'INSECURE_LOGIN',
      retryable: false,
    });
  });

  test('given a server without the encryption that is asked for, then nothing is sent in the clear', async () => {
    for (const security of ['starttls', 'tls']) {
      await using server = await mailServer();
      const options = { smtp: { security, user: 'ant' }, secrets: { SMTP_PASSWORD: 'hunter22' } };
      expect(await failure(send(server, mail, options))).toMatchObject({ code: 'NOT_DELIVERED' });
      expect(server.commands.join()).not.toMatch(/AUTH|MAIL/);
      expect(server.mails).toEqual([]);
    }
  });

  test.each<[string, string, string, boolean]>([
    ['RCPT', '550 no such user', 'no such user', false],
    ['RCPT', '450 try later', 'try later', true],
    ['MAIL', '452 no room', 'no room', true],
    ['AUTH', '535 wrong password', 'wrong password', false],
    ['DATA', '554 no', 'no', false],
    ['END', '554 spam', 'spam', false],
  ])(
    'given the answer to %s is %j, then the failure tells it, retryable: %s %s',
    async (command, answer, told, retryable) => {
      await using server = await mailServer(usually((asked) => (asked.startsWith(command) ? answer : undefined)));
      const refused = await failure(
        send(server, mail, { smtp: { user: 'ant' }, secrets: { SMTP_PASSWORD: 'hunter22' } }),
      );
      expect(refused).toMatchObject({ code: 'NOT_DELIVERED', retryable, message: expect.stringContaining(told) });
      expect(JSON.stringify(refused)).not.toContain('hunter22');
    },
  );

  test('given one recipient of two that it does not take, then the mail goes to the other and that is told', async () => {
    await using server = await mailServer(usually((asked) => (asked.includes('no@') ? '550 no' : undefined)));
    const output = await send(server, { ...mail, to: ['you@example.com', 'no@example.com'] });
    expect(output).toMatchObject({ accepted: ['you@example.com'], rejected: ['no@example.com'] });
  });

  test('given nobody who listens, or one who hangs up, then another attempt may help', async () => {
    const gone = createServer();
    await once(gone.listen(0, '127.0.0.1'), 'listening');
    const address = gone.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    gone.close();
    await once(gone, 'close');
    expect(await failure(send({ port }, mail))).toMatchObject({ code: 'NOT_DELIVERED', retryable: true });
    await using rude = await mailServer(undefined, '421 not now');
    expect(await failure(send(rude, mail))).toMatchObject({ code: 'NOT_DELIVERED', retryable: true });
  });

  test('given a server that keeps silent and a step that is to stop, then it stops and the connection goes', async () => {
    await using server = await mailServer((asked) => {
      if (asked.startsWith('EHLO')) controller.abort(reason);
      return undefined;
    });
    const controller = new AbortController();
    const reason = new Error('cancelled');
    await expect(send(server, mail, { signal: controller.signal })).rejects.toBe(reason);
    await vi.waitUntil(() => server.sockets.size === 0);
  });

  test('given no server in the configuration, then it is said what to write', async () => {
    const config = configuration.parse({});
    const refused = await failure(runAction(send_email, mail, { config }));
    expect(refused).toMatchObject({ code: 'NOT_CONFIGURED', retryable: false });
    expect(refused.suggestions?.[0]).toContain('plugins.notifications.smtp');
    for (const smtp of [
      { host: 'a b', from: 'a@b.c' },
      { host: 'h' },
      { host: 'h', from: 'x' },
      { host: 'h\r\n', from: 'a@b.cc' },
    ]) {
      expect(configuration.safeParse({ smtp }).success).toBe(false);
    }
  });
});
