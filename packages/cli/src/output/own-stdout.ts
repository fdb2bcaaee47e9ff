import { whenMade, writeAhead } from './std-streams.ts';

type Write = typeof process.stdout.write;

let isKept = false;
let own: Write | undefined;

/** Writes data to stdout. */
export function writeStdout(text: string): boolean {
  const rest = writeAhead('stdout', text);
  if (rest === undefined) return true;
  // Where it is kept and has not been asked for yet, that is done by asking for it.
  const { stdout } = process;
  return own === undefined ? stdout.write(rest) : own(rest);
}

/**
 * Keeps stdout for data: what anything else in this process prints (a plugin's console.log) goes to stderr, and who it was is told
 * once for each place in its code.
 */
export function keepStdout(): void {
  if (isKept) return;
  isKept = true;
  whenMade('stdout', keep);
}

function keep(stdout: NodeJS.WriteStream): void {
  own = stdout.write.bind(stdout);
  const told = new Set<string>();
  const elsewhere = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const place = callerPlace(new Error('printed').stack);
    if (!told.has(place)) {
      told.add(place);
      process.stderr.write(`warning: ${place} printed to stdout, which is kept for data; it goes to stderr\n`);
    }
    return Reflect.apply(process.stderr.write.bind(process.stderr), undefined, [chunk, ...rest]) === true;
  };
  Object.defineProperty(stdout, 'write', { value: elsewhere, writable: true, configurable: true });
}

/** The first line of the stack that is in a file of somebody else's. */
function callerPlace(stack: string | undefined): string {
  // No text where a plugin has set `Error.prepareStackTrace`.
  const lines = typeof stack === 'string' ? stack.split('\n').slice(2) : [];
  const line = lines.find((one) => one.includes('file:') && !one.includes('node:'));
  return line?.trim().replace(/^at (async )?/, '') ?? 'something in this process';
}
