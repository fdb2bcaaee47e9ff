import { CANCELLED } from './interrupts.ts';

/** Work that Ctrl-C ends in order: it has the signal, and what it has begun is undone. Twice leaves at once. */
export async function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(CANCELLED);
    controller.abort(new Error(`${signal} from the terminal`));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return CANCELLED;
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
