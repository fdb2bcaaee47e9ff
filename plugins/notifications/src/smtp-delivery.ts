import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ActionError } from '@codomyrmex/core';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { SmtpServer } from './configuration.ts';

const CONNECT_MS = 20_000;
const SILENCE_MS = 60_000;
const PORTS = { tls: 465, starttls: 587, none: 25 };

export interface Delivery {
  readonly messageId: string;
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  readonly response: string;
}

/** How to reach a server, and as whom. */
export interface SmtpLogin {
  readonly server: SmtpServer;
  readonly password: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Hands one mail to the server over a connection of its own, which the signal ends.
 * @throws ActionError NOT_DELIVERED; retryable unless the server said that it will not take it.
 */
export async function deliver(mail: SendMailOptions, { server, password, signal }: SmtpLogin): Promise<Delivery> {
  const { host, security, user } = server;
  const port = server.port ?? PORTS[security];
  let socket: Socket | undefined;
  try {
    socket = await connected(host, port, signal);
    const transport = createTransport({
      host,
      port,
      connection: socket,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      // Nothing in a mail makes it read files or addresses.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const { messageId, accepted, rejected, response } = await transport.sendMail(mail);
    return { messageId, accepted: accepted.map(addressOf), rejected: rejected.map(addressOf), response };
  } catch (error) {
    signal.throwIfAborted();
    throw notDelivered(error, `${host}:${port}`);
  } finally {
    socket?.destroy();
  }
}

async function connected(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, signal });
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]) });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const addressOf = (recipient: string | { readonly address: string }): string =>
  typeof recipient === 'string' ? recipient : recipient.address;

function notDelivered(error: unknown, server: string): ActionError {
  const reply = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isFinal = code === 'EAUTH' || code === 'ETLS' || (typeof reply === 'number' && reply >= 500);
  const why = error instanceof Error ? error.message : String(error);
  return new ActionError(`the mail server ${server} did not take the mail: ${why.slice(0, 500)}`, {
    code: 'NOT_DELIVERED',
    retryable: !isFinal,
    ...(typeof reply === 'number' && { details: { reply } }),
    suggestions: code === 'EAUTH' ? ['Check smtp.user of the configuration and the secret SMTP_PASSWORD.'] : [],
  });
}
