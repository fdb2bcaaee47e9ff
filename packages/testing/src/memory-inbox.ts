import type { RunId } from '@codomyrmex/core';
import type { Inbox, InboxMessage } from '@codomyrmex/dag';

/** Messages between processes that are all in this one. */
export class MemoryInbox implements Inbox {
  readonly #shared: { messages: InboxMessage[] };

  constructor(shared: { messages: InboxMessage[] }) {
    this.#shared = shared;
  }

  async send(message: InboxMessage): Promise<void> {
    this.#shared.messages.push(message);
  }

  async receive(runs: Iterable<RunId>): Promise<readonly InboxMessage[]> {
    const wanted = new Set(runs);
    const taken = this.#shared.messages.filter(({ run }) => wanted.has(run));
    if (taken.length > 0) this.#shared.messages = this.#shared.messages.filter(({ run }) => !wanted.has(run));
    return taken;
  }
}
