import { Worker } from 'node:worker_threads';

/** To the thread: the file whose log is to be folded into it, or `undefined` to let go of all and end. */
export type ToFoldingThread = string | undefined;
/** From it: as much was folded as could be. */
export type FromFoldingThread = string;

/**
 * Folds the logs of slot files into them on a thread of its own: that waits for the disk twice, with sixteen megabytes to be written
 * in between, while the writer can go on. Nothing depends on it: a log that is not folded holds everything all the same, and SQLite
 * folds one that becomes twice as long in the writer's own commit. The thread is started when a log has become long for the first time.
 */
export class LogFolder {
  readonly #folding = new Map<string, () => void>();
  #thread: Worker | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isDead = false;

  /** `done` is called once as much was folded as could be while others write; never where there is no thread. */
  fold(file: string, done: () => void): void {
    if (this.#isDead || this.#folding.has(file)) return;
    this.#folding.set(file, done);
    this.#thread ??= this.#start();
    this.#post(this.#thread, file);
  }

  /** Settles when the thread has let go of every file. */
  async close(): Promise<void> {
    this.#isDead = true;
    this.#folding.clear();
    if (this.#thread !== undefined) {
      this.#thread.ref();
      this.#post(this.#thread, undefined);
    }
    await this.#ended;
  }

  #post(thread: Worker, message: ToFoldingThread): void {
    thread.postMessage(message);
  }

  #start(): Worker {
    // No execArgv: loaders and flags of the host process are not for this thread.
    const thread = new Worker(new URL('./log-folder-entry.js', import.meta.url), {
      name: 'codomyrmex-log',
      execArgv: [],
    });
    thread.on('message', (file: FromFoldingThread) => {
      const done = this.#folding.get(file);
      this.#folding.delete(file);
      done?.();
    });
    this.#ended = new Promise((resolve) => {
      const end = () => {
        this.#isDead = true;
        this.#folding.clear();
        resolve();
      };
      thread.on('error', end);
      thread.on('exit', end);
    });
    // It keeps no process from ending: what it has not folded is folded by whoever opens the file next.
    thread.unref();
    return thread;
  }
}
