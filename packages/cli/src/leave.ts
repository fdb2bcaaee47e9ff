import { madeStream, type StdName } from './output/std-streams.ts';

/** Milliseconds for which what a command has left behind may still go on. */
const REST_MS = 2_000;

/** As it is before code of others is kept from calling it. */
const exit = process.exit.bind(process);

/**
 * Called when a command is over. Where nothing is left to do the process ends at once: what else it would do, give back memory piece by
 * piece and close files, the system does faster. Where something still keeps it, as the timers and sockets do of an action
 * that did not end when it was asked to, it ends a little later. What a reader has not taken yet is waited for.
 */
export function leaveSoon(): void {
  setImmediate(() => {
    if (isIdle() && !isUnread()) exit();
    else leaveLater();
  });
}

function leaveLater(): void {
  const look = (): void => {
    if (isUnread()) leaveLater();
    else exit();
  };
  setTimeout(look, REST_MS).unref();
}

const isUnread = (): boolean => unread('stdout') + unread('stderr') > 0;

const unread = (name: StdName): number => madeStream(name)?.writableLength ?? 0;

/** But for the ends of pipes and terminals, which are our own stdin, stdout and stderr; a child that has others is one more thing. */
const isIdle = (): boolean =>
  process.getActiveResourcesInfo().every((name) => name === 'PipeWrap' || name === 'TTYWrap');
