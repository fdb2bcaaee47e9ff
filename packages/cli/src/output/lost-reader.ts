import { whenMade } from './std-streams.ts';

let hasOtherWork = false;

/**
 * Called before a command begins what is more than its output, such as a run: that goes on to its end, and is told to nobody, when
 * whoever reads (head, less) closes its end. Any other command ends then, as there is nobody left to tell.
 */
export function outliveReader(): void {
  hasOtherWork = true;
}

/**
 * Keeps a reader that went away from being an error of ours. What else keeps output from being written, such as a full disk, is told
 * once, and the command ends with 1: at once, or with its run.
 */
export function mindReaders(): void {
  for (const name of ['stdout', 'stderr'] as const) whenMade(name, mindReader);
}

function mindReader(stream: NodeJS.WriteStream): void {
  let isTold = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const isGone = error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
    if (!isGone && !isTold) {
      isTold = true;
      tellUnwritten(stream, error);
    }
    if (!hasOtherWork) process.exit(process.exitCode ?? 0);
  });
}

function tellUnwritten(stream: NodeJS.WriteStream, { message }: Error): void {
  process.once('exit', () => {
    process.exitCode ||= 1;
  });
  process.exitCode ||= 1;
  if (stream === process.stderr) return;
  process.stderr.write(`error what the command prints cannot be written: ${message}\n`);
  process.stderr.write('  Look at where its output goes (is the disk full?), and call it again.\n');
}
