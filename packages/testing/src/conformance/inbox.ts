import { runId } from '@codomyrmex/core';
import type { Inbox, InboxMessage } from '@codomyrmex/dag';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anyText } from './sample-runs.ts';

/** One place where messages wait. */
export interface InboxPlace {
  /** The inbox as another process sees it. */
  open(): Promise<Inbox>;
  remove(): Promise<void>;
}

const cancel = (run: string, reason: string): InboxMessage => ({ run: runId(run), kind: 'cancel', reason });

/** What every {@link Inbox} guarantees. */
export function inboxConformance(name: string, create: () => Promise<InboxPlace>): void {
  describe(`${name} as an inbox`, () => {
    let place: InboxPlace;
    beforeEach(async () => {
      place = await create();
    });
    afterEach(() => place.remove());

    it('given nothing was ever sent, then nothing is received', async () => {
      const inbox = await place.open();
      expect(await inbox.receive([runId('a')])).toEqual([]);
    });

    it('given messages to several runs, when a process receives for its own, then it gets those once, oldest first', async () => {
      const [sender, receiver] = [await place.open(), await place.open()];
      const messages = [cancel('a', 'first'), cancel('b', 'other'), cancel('a', 'second'), cancel('c', 'third')];
      for (const message of messages) await sender.send(message);
      expect(await receiver.receive([runId('c'), runId('a')])).toEqual([messages[0], messages[2], messages[3]]);
      expect(await receiver.receive([runId('c'), runId('a')])).toEqual([]);
      expect(await receiver.receive([])).toEqual([]);
      expect(await receiver.receive([runId('b')])).toEqual([messages[1]]);
    });

    it('given messages sent before anybody listened, then they wait', async () => {
      const sender = await place.open();
      await sender.send(cancel('a', 'stop, please'));
      const later = await place.open();
      expect(await later.receive([runId('a')])).toEqual([cancel('a', 'stop, please')]);
    });

    it('given any reason, then it arrives as it was sent', async () => {
      const inbox = await place.open();
      await fc.assert(
        fc.asyncProperty(anyText, async (reason) => {
          await inbox.send(cancel('a', reason));
          expect(await inbox.receive([runId('a')])).toEqual([cancel('a', reason)]);
        }),
        { numRuns: 30 },
      );
    });
  });
}
