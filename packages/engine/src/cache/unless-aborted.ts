/** Waits for one of both; what was waited for goes on by itself. @throws the signal's reason. */
export async function unlessAborted(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([waiting, aborted]);
  if (stop !== undefined) signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
}
