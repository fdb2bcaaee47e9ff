/** Milliseconds for which what a command has left behind may still go on. */
const REST_MS = 2_000;

/**
 * Called when a command is over: ends the process if something still keeps it then, as the timers and sockets do of an action that
 * did not end when it was asked to. What a reader has not taken yet is waited for.
 */
export function leaveSoon(): void {
  const look = (): void => {
    if (process.stdout.writableLength > 0 || process.stderr.writableLength > 0) leaveSoon();
    else process.exit(process.exitCode);
  };
  setTimeout(look, REST_MS).unref();
}
