import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import type { SendMailOptions } from 'nodemailer';
import * as z from 'zod';
import { configuration, type MailAddress, type SmtpServer } from './configuration.ts';
import { type Mail, mailInput } from './mail.ts';
import { deliver } from './smtp-delivery.ts';

const MAX_ATTACHED_BYTES = 20 * 1024 * 1024;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

export const sendEmail = defineAction({
  title: 'Send a mail',
  description:
    'Sends a mail through the mail server of the configuration. Another attempt sends it again, with the same message id.',
  input: mailInput,
  output: z.object({
    message_id: z.string(),
    accepted: z.array(z.string()),
    rejected: z
      .array(z.string())
      .meta({ description: 'Recipients that the server did not take; it took the mail for others.' }),
    response: z.string(),
  }),
  config: configuration,
  effects: ['net', 'secrets', 'fs:read'],
  secrets: ['SMTP_PASSWORD'],
  idempotent: false,
  timeout: 300,
  examples: [{ title: 'A note', input: { to: 'team@example.com', subject: 'Done', text: 'The build is done.' } }],
  async run(context, mail) {
    const server = context.config.smtp;
    if (server === undefined) throw notConfigured();
    const password = passwordFor(context, server);
    const written = await writtenMail(context, mail, server);
    const { messageId, accepted, rejected, response } = await deliver(written, {
      server,
      password,
      signal: context.signal,
    });
    return { message_id: messageId, accepted: [...accepted], rejected: [...rejected], response };
  },
});

/** @throws ActionError where it would be sent for everybody on the way to read. */
function passwordFor({ secrets }: ActionContext, { host, user, security }: SmtpServer): string | undefined {
  if (user === undefined) return undefined;
  if (security !== 'none' || LOOPBACK.has(host)) return secrets.require('SMTP_PASSWORD');
  throw new ActionError(`smtp.security is none: the password would go to ${host} readable on the way`, {
    code: 'INSECURE_LOGIN',
    retryable: false,
    suggestions: ['Set smtp.security to starttls or tls, or leave smtp.user out.'],
  });
}

async function writtenMail(context: ActionContext, mail: Mail, { from }: SmtpServer): Promise<SendMailOptions> {
  const [to, cc, bcc] = [listOf(mail.to), listOf(mail.cc), listOf(mail.bcc)];
  if (to.length + cc.length + bcc.length === 0) {
    throw invalid('the mail has no recipient', 'Name one under to, cc or bcc.');
  }
  if (mail.text === undefined && mail.html === undefined) {
    throw invalid('the mail says nothing', 'Give text, html or both.');
  }
  return {
    from,
    to,
    cc,
    bcc,
    subject: mail.subject,
    ...(mail.text !== undefined && { text: mail.text }),
    ...(mail.html !== undefined && { html: mail.html }),
    ...(mail.reply_to !== undefined && { replyTo: mail.reply_to }),
    messageId: messageIdOf(context, from),
    date: new Date(context.now()),
    attachments: await attached(context, mail.attachments),
  };
}

/** The same for every attempt, so that a mailbox can drop the second copy. */
function messageIdOf({ run, task }: ActionContext, from: MailAddress): string {
  const address = typeof from === 'string' ? from : from.address;
  const id = createHash('sha256').update(`${run}/${task}`).digest('hex').slice(0, 32);
  return `<${id}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}

async function attached(
  { fs }: ActionContext,
  attachments: Mail['attachments'],
): Promise<{ filename: string; content: Buffer }[]> {
  const read: { filename: string; content: Buffer }[] = [];
  let left = MAX_ATTACHED_BYTES;
  for (const { path, name } of attachments) {
    const content = Buffer.from(await fs.read(path, { maxBytes: left }));
    left -= content.length;
    read.push({ filename: name ?? basename(path), content });
  }
  return read;
}

const listOf = (addresses: Mail['to']): MailAddress[] => [addresses].flat();

const invalid = (message: string, suggestion: string): ActionError =>
  new ActionError(message, { code: 'INVALID_PARAMETERS', retryable: false, suggestions: [suggestion] });

const notConfigured = (): ActionError =>
  new ActionError('no mail server is configured', {
    code: 'NOT_CONFIGURED',
    retryable: false,
    suggestions: ['Name host and from under plugins.notifications.smtp of the configuration.'],
  });
