import { open } from 'node:fs/promises';

const TAIL_BYTES = 16 * 1024;

/** The end of what a command wrote: of the file with the whole where the text has only the beginning. */
export async function outputTail(text: string, file: string | undefined): Promise<string> {
  if (file === undefined) return Buffer.from(text).subarray(-TAIL_BYTES).toString('utf8');
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      Math.max(0, size - TAIL_BYTES),
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
