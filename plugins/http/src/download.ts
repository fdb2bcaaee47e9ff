import { createHash } from 'node:crypto';
import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { expectStatus, requireStatus } from './expected-status.ts';
import { addressOf, headersOf, shownAddress, targetShape } from './target.ts';

const MAX_BYTES = 512 * 1024 * 1024;

const input = z.strictObject({
  ...targetShape,
  path: z.string().min(1).max(4_096).meta({ description: 'Where the file is put, inside the workspace.' }),
  checksum: z
    .string()
    .regex(/^(sha256:[0-9a-fA-F]{64}|sha512:[0-9a-fA-F]{128})$/, 'write sha256: or sha512: and the hash in hexadecimal')
    .optional()
    .meta({ description: 'What the file must have. One that has it already is not asked for again.' }),
  overwrite: z.boolean().default(true).meta({ description: 'Whether a file that is there may be replaced.' }),
  expect_status: expectStatus,
  max_bytes: z
    .int()
    .min(1)
    .max(MAX_BYTES)
    .default(64 * 1024 * 1024)
    .meta({ description: 'A larger file fails the step. It is held in memory until it is whole.' }),
});
type Input = z.output<typeof input>;

export const download = defineAction({
  title: 'Download a file',
  description:
    'Puts what an address answers into a file of the workspace, whole or not at all, and checks it against a checksum where one is given.',
  input,
  output: z.object({
    path: z.string(),
    bytes: z.int().min(0),
    sha256: z.string(),
    downloaded: z.boolean().meta({ description: 'False when a file with the checksum was there already.' }),
    url: z.string().optional().meta({ description: 'Where it came from, after redirects.' }),
    content_type: z.string().optional(),
  }),
  effects: ['net', 'fs:read', 'fs:write'],
  idempotent: true,
  examples: [{ title: 'An archive', input: { url: 'https://example.com/data.tar.gz', path: 'data/data.tar.gz' } }],
  async run(context, parameters) {
    const { path, checksum, max_bytes: maxBytes } = parameters;
    const there = await existing(context, parameters);
    if (there !== undefined) return { path, ...factsOf(there), downloaded: false };
    const response = await context.http.request(addressOf(parameters), {
      headers: headersOf(parameters),
      timeout: parameters.timeout,
      redirects: parameters.max_redirects,
      maxBytes,
    });
    requireStatus(response, parameters.expect_status, context.now());
    if (checksum !== undefined && !hasChecksum(response.body, checksum)) throw mismatch(response, checksum);
    await context.fs.write(path, response.body);
    const type = response.headers['content-type'];
    return {
      path,
      ...factsOf(response.body),
      downloaded: true,
      url: response.url,
      ...(type !== undefined && { content_type: type }),
    };
  },
});

/** The file that is there, where it is what is asked for. @throws ActionError ALREADY_EXISTS. */
async function existing(context: ActionContext, parameters: Input): Promise<Uint8Array | undefined> {
  const { path, checksum, overwrite, max_bytes: maxBytes } = parameters;
  const facts = await context.fs.stat(path);
  if (facts === undefined) return undefined;
  if (checksum !== undefined && facts.kind === 'file' && facts.size <= maxBytes) {
    const bytes = await context.fs.read(path, { maxBytes });
    if (hasChecksum(bytes, checksum)) return bytes;
  }
  if (overwrite) return undefined;
  throw new ActionError(`${path} is there already`, {
    code: 'ALREADY_EXISTS',
    retryable: false,
    suggestions: ['Set overwrite to true, or name another path.'],
  });
}

function hasChecksum(bytes: Uint8Array, checksum: string): boolean {
  const [algorithm = '', expected = ''] = checksum.split(':');
  return createHash(algorithm).update(bytes).digest('hex') === expected.toLowerCase();
}

const factsOf = (bytes: Uint8Array): { readonly bytes: number; readonly sha256: string } => ({
  bytes: bytes.byteLength,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

const mismatch = ({ url, body }: { readonly url: string; readonly body: Uint8Array }, checksum: string): ActionError =>
  new ActionError(`what ${shownAddress(url)} answered does not have the checksum ${checksum}; nothing was written`, {
    code: 'CHECKSUM_MISMATCH',
    details: { expected: checksum, ...factsOf(body) },
    suggestions: ['Check that the address leads to the version that the checksum is of.'],
  });
