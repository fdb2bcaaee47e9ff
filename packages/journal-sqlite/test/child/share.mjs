// Takes one of what it is told to and gives it back, round after round, and writes down when: node share.mjs FOLDER LOG ROUNDS REQUEST
// With 0 rounds it keeps what it took until it is killed.
import { appendFileSync } from 'node:fs';
import { openStore } from '@codomyrmex/journal-sqlite';
import { FenceNumbers, Ledger, SharedLine } from '@codomyrmex/resources';

const [folder, log, rounds, request] = process.argv.slice(2);
const store = await openStore({ folder, durability: 'relaxed' });
const fences = new FenceNumbers();
const ledger = new Ledger([{ id: 'pool', type: 'semaphore', capacity: { holders: 2 } }], { fences: fences.next });
const line = new SharedLine({
  ledger,
  fences,
  clock: {
    now: () => Date.now(),
    after: (delay, call) => {
      const timer = setTimeout(() => call(), delay);
      return () => clearTimeout(timer);
    },
  },
  holdings: store.holdings,
  isShared: () => true,
  onGrant: (ticket) => ticket.owner.granted(ticket),
  onFault: (error) => {
    throw error;
  },
});
const { need } = ledger.compile([JSON.parse(request)]);

function take(round) {
  return new Promise((granted) => {
    line.ask(need, 1, { label: `round ${round}`, granted });
    line.drain();
  });
}

function give(ticket) {
  line.release(ticket);
  line.drain();
}

const note = (what, { fence }) => appendFileSync(log, `${JSON.stringify({ pid: process.pid, what, fence })}\n`);

if (Number(rounds) === 0) {
  await take(0);
  process.stdout.write('held\n');
  setInterval(() => undefined, 1_000);
} else {
  for (let round = 0; round < Number(rounds); round++) {
    const ticket = await take(round);
    note('enter', ticket);
    for (let turn = 0; turn < 50; turn++) await new Promise((next) => setImmediate(next));
    note('leave', ticket);
    give(ticket);
  }
  await store.close();
}
