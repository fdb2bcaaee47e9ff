type Write = typeof process.stdout.write;

let own: Write | undefined;

/** Writes data to stdout. */
export function writeStdout(text: string): boolean {
  return own === undefined ? process.stdout.write(text) : own(text);
}

/**
 * Keeps stdout for data: what anything else in this process prints (a plugin's console.log) goes to stderr, and who it was is told
 * once for each place in its code.
 */
export function keepStdout(): void {
  if (own !== undefined) return;
  own = process.stdout.write.bind(process.stdout);
  const told = new Set<string>();
  const elsewhere = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const place = callerPlace(new Error('printed').stack);
    if (!told.has(place)) {
      told.add(place);
      process.stderr.write(`warning: ${place} printed to stdout, which is kept for data; it goes to stderr\n`);
    }
    return Reflect.apply(process.stderr.write.bind(process.stderr), undefined, [chunk, ...rest]) === true;
  };
  Object.defineProperty(process.stdout, 'write', { value: elsewhere, writable: true, configurable: true });
}

/** The first line of the stack that is in a file of somebody else's. */
function callerPlace(stack: string | undefined): string {
  // No text where a plugin has set `Error.prepareStackTrace`.
  const lines = typeof stack === 'string' ? stack.split('\n').slice(2) : [];
  const line = lines.find((one) => one.includes('file:') && !one.includes('node:'));
  return line?.trim().replace(/^at (async )?/, '') ?? 'something in this process';
}
