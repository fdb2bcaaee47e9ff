let hasOtherWork = false;

/**
 * Called before a command begins what is more than its output, such as a run: that goes on to its end, and is told to nobody, when
 * whoever reads (head, less) closes its end. Any other command ends then, as there is nobody left to tell.
 */
export function outliveReader(): void {
  hasOtherWork = true;
}

/** Keeps a reader that went away from being an error of ours. */
export function mindReaders(): void {
  for (const stream of [process.stdout, process.stderr]) mindReader(stream);
}

function mindReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    if (!hasOtherWork) process.exit(process.exitCode ?? 0);
  });
}
