let hasOtherWork = false;

const made = new Set<NodeJS.WriteStream>();

/** Those of stdout and stderr that somebody has asked for since {@link mindReaders}. */
export const madeStreams = (): Iterable<NodeJS.WriteStream> => made;

/**
 * Called before a command begins what is more than its output, such as a run: that goes on to its end, and is told to nobody, when
 * whoever reads (head, less) closes its end. Any other command ends then, as there is nobody left to tell.
 */
export function outliveReader(): void {
  hasOtherWork = true;
}

/** Keeps a reader that went away from being an error of ours. */
export function mindReaders(): void {
  for (const name of ['stdout', 'stderr'] as const) whenMade(name, mindReader);
}

/** Most commands write nothing to stderr, and making a stream takes up to 3 ms, a twentieth of a short command. */
function whenMade(name: 'stdout' | 'stderr', then: (stream: NodeJS.WriteStream) => void): void {
  const own = Object.getOwnPropertyDescriptor(process, name);
  if (own?.get === undefined) {
    then(process[name]);
    return;
  }
  const get = (): NodeJS.WriteStream => {
    Object.defineProperty(process, name, own);
    const stream = process[name];
    then(stream);
    return stream;
  };
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
}

function mindReader(stream: NodeJS.WriteStream): void {
  made.add(stream);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    if (!hasOtherWork) process.exit(process.exitCode ?? 0);
  });
}
