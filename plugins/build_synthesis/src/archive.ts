import { lstat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gzip } from 'node:zlib';
import { type ActionContext, ActionError } from '@codomyrmex/core';
import { createTarDecoder, packTar, type TarEntry } from 'modern-tar';
import { MAX_FILE_BYTES } from './digests.ts';
import type { WalkedFile } from './walk.ts';

/** What an archive may hold: it is made in memory. */
const MAX_BYTES = 256 * 1024 * 1024;
/** What an archive that is looked at may unpack to. */
const MAX_UNPACKED = 512 * 1024 * 1024;
const EXECUTABLE = 0o111;

/**
 * A tar.gz of files. The same files give the same bytes: they are in the order of their paths, without times and owners, and of their
 * rights only whether they can be executed.
 * @throws ActionError FILE_TOO_LARGE
 */
export async function archiveOf(context: ActionContext, files: readonly WalkedFile[]): Promise<Uint8Array> {
  const entries: TarEntry[] = [];
  let bytes = 0;
  for (const { path, at } of files) {
    const body = await context.fs.read(at, { maxBytes: MAX_FILE_BYTES });
    bytes += body.byteLength;
    if (bytes > MAX_BYTES) throw tooLarge(path);
    const mode = ((await lstat(at)).mode & EXECUTABLE) === 0 ? 0o644 : 0o755;
    const owner = { uid: 0, gid: 0, uname: '', gname: '' };
    entries.push({ header: { name: path, size: body.byteLength, mtime: new Date(0), mode, ...owner }, body });
    context.progress(entries.length / files.length, path);
  }
  return promisify(gzip)(await packTar(entries), { level: 9 });
}

/** What is wrong with the bytes of a tar.gz. They are looked through piece by piece, and nothing of them is written anywhere. */
export async function archiveProblems(context: ActionContext, content: Uint8Array): Promise<readonly string[]> {
  const outside: string[] = [];
  let count = 0;
  try {
    const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
    gunzip.end(content);
    // What Node gives as a web stream of bytes is one.
    const bytes = Readable.toWeb(Readable.from(noMoreThan(MAX_UNPACKED, gunzip))) as ReadableStream<Uint8Array>;
    for await (const { header, body } of bytes.pipeThrough(createTarDecoder({ strict: true }))) {
      context.signal.throwIfAborted();
      count += 1;
      if (leadsOut(header.name) || leadsOut(header.linkname ?? '')) outside.push(header.name);
      await body.cancel();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return [`it cannot be read as tar.gz: ${why}`];
  }
  if (count === 0) return ['the archive is empty'];
  return outside.slice(0, MAX_NAMED).map((name) => `the entry "${name}" leads out of the archive`);
}

/** A small archive can unpack to more than anybody has time for. */
async function* noMoreThan(most: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > most) throw new Error(`it unpacks to more than ${most} bytes`);
    yield chunk;
  }
}

const MAX_NAMED = 20;

const leadsOut = (path: string): boolean => path.startsWith('/') || path.split(/[/\\]/).includes('..');

const tooLarge = (path: string): ActionError =>
  new ActionError(`the files together are larger than ${MAX_BYTES} bytes, at "${path}"`, {
    code: 'FILE_TOO_LARGE',
    retryable: false,
    suggestions: ['Name a smaller folder, or what to exclude.'],
  });
