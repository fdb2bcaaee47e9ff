/** What this process prints to stdout from now on, kept instead of printed. One at a time: the later would keep nothing of the earlier. */
export class KeptOutput {
  readonly #write = process.stdout.write.bind(process.stdout);
  #text = '';

  constructor() {
    this.#take((chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
      this.#text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      const done = rest.at(-1);
      if (typeof done === 'function') queueMicrotask(() => done());
      return true;
    });
  }

  get text(): string {
    return this.#text;
  }

  end(): void {
    this.#take(this.#write);
  }

  #take(value: unknown): void {
    Object.defineProperty(process.stdout, 'write', { value, writable: true, configurable: true });
  }
}
