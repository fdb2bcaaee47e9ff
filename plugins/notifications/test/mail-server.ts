import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, lines ended by a line feed. */
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** Every line but those of a mail. */
  readonly commands: string[];
  readonly sockets: Set<Socket>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What it says to a command; the usual unless given. `undefined` keeps silent. */
export type Reply = (command: string) => string | undefined;

const usual: Reply = (command) => {
  if (command.startsWith('EHLO')) return '250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME';
  if (command.startsWith('AUTH')) return '235 welcome';
  if (command === 'DATA') return '354 go on';
  if (command === 'QUIT') return '221 bye';
  return '250 ok';
};

/** A mail server on loopback that speaks as much of SMTP as a client needs to hand in a mail. */
export async function mailServer(reply: Reply = usual, greeting: string | undefined = '220 test'): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (greeting !== undefined) socket.write(`${greeting}\r\n`);
    converse(socket, { mails, commands, reply });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    mails,
    commands,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export const usually =
  (unusual: Reply): Reply =>
  (command) =>
    unusual(command) ?? usual(command);

function converse(
  socket: Socket,
  { mails, commands, reply }: Pick<MailServer, 'mails' | 'commands'> & { readonly reply: Reply },
): void {
  let rest = '';
  let data: string[] | undefined;
  let envelope = { from: '', to: [] as string[] };
  const hear = (line: string): void => {
    if (data !== undefined && line === '.') {
      mails.push({ ...envelope, text: data.join('\n') });
      data = undefined;
      envelope = { from: '', to: [] };
      socket.write(`${reply('END OF DATA') ?? ''}\r\n`);
    } else if (data !== undefined) {
      data.push(line.replace(/^\.\./, '.'));
    } else {
      commands.push(line);
      const answer = reply(line);
      if (answer === undefined) return;
      const address = /<(.*)>/.exec(line)?.[1] ?? '';
      if (line.startsWith('MAIL FROM')) envelope.from = address;
      if (line.startsWith('RCPT TO') && answer.startsWith('2')) envelope.to.push(address);
      if (line === 'DATA' && answer.startsWith('3')) data = [];
      socket.write(`${answer}\r\n`);
    }
  };
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    // The first byte of a TLS handshake, of which it knows nothing.
    if (chunk.startsWith('\x16')) socket.destroy();
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
}
