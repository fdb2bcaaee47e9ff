import { didYouMean, UsageError } from '@codomyrmex/core';
import type { Feed, FeedItem } from '../feed.ts';
import {
  type OrchestrationEvent,
  type OrchestrationEventHandler,
  type OrchestrationEventName,
  orchestrationEventNames,
} from './orchestration-events.ts';
import { FeedReader } from './read-feed.ts';

type AnyHandler = (event: OrchestrationEventName, data: OrchestrationEvent['data']) => unknown;

interface Registration {
  readonly event: OrchestrationEventName | '*';
  /** As it was given: what it is taken back by. */
  readonly handler: unknown;
  readonly call: AnyHandler;
  readonly isOnce: boolean;
  hasFailed: boolean;
}

/** More handlers than this are registered by a loop that takes none back. */
const MAX_HANDLERS = 10_000;

/**
 * Who is told of what happens. Handlers are called between turns of the event loop, in the order of the facts and, for one
 * fact, in the order of their registration. None is waited for: a handler that returns a promise goes on beside everything
 * else. One that throws, or whose promise rejects, is reported once as a warning in the feed; the others do not feel it.
 */
export class EventHandlers {
  readonly #feed: Feed;
  #registrations: readonly Registration[] = [];
  #stop: (() => void) | undefined;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** The returned function takes it back. @throws UsageError INVALID_PARAMETERS for an event that never comes. */
  add<Name extends OrchestrationEventName | '*'>(
    event: Name,
    handler: OrchestrationEventHandler<Name>,
    often: 'always' | 'once' = 'always',
  ): () => void {
    checkRegistration(event, handler, this.#registrations.length);
    // Called with this event's data only, whose type the handler asks for; `*` takes any.
    const call = handler as AnyHandler;
    const registration: Registration = { event, handler, call, isOnce: often === 'once', hasFailed: false };
    this.#registrations = [...this.#registrations, registration];
    this.#watch();
    return () => this.#keep((other) => other !== registration);
  }

  /** Takes back a handler of an event, as often as it was registered; `false` when it was not. */
  remove(event: string, handler: unknown): boolean {
    const before = this.#registrations.length;
    this.#keep((other) => other.event !== event || other.handler !== handler);
    return this.#registrations.length < before;
  }

  /** How many handlers each event has. */
  get counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { event } of this.#registrations) counts[event] = (counts[event] ?? 0) + 1;
    return counts;
  }

  /** The feed is watched only while somebody listens: nothing is made for nobody. */
  #watch(): void {
    if (this.#stop !== undefined) return;
    const reader = new FeedReader();
    this.#stop = this.#feed.subscribe((item: FeedItem) => {
      for (const happened of reader.read(item)) this.#tell(happened);
    });
  }

  #keep(wanted: (registration: Registration) => boolean): void {
    this.#registrations = this.#registrations.filter(wanted);
    if (this.#registrations.length > 0 || this.#stop === undefined) return;
    const stop = this.#stop;
    this.#stop = undefined;
    stop();
  }

  #tell({ event, data }: OrchestrationEvent): void {
    for (const registration of this.#registrations) {
      if (registration.event !== event && registration.event !== '*') continue;
      if (registration.isOnce) this.#keep((other) => other !== registration);
      try {
        const answer = registration.call(event, data);
        if (answer instanceof Promise) answer.catch((error: unknown) => this.#report(registration, error));
      } catch (error) {
        this.#report(registration, error);
      }
    }
  }

  #report(registration: Registration, error: unknown): void {
    if (registration.hasFailed) return;
    registration.hasFailed = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#feed.publish({ kind: 'warning', message: `a handler of "${registration.event}" failed: ${reason}` });
  }
}

function checkRegistration(event: string, handler: unknown, registered: number): void {
  if (event !== '*' && !orchestrationEventNames.includes(event)) {
    throw new UsageError(`there is no event "${event}"`, {
      code: 'INVALID_PARAMETERS',
      suggestions: [didYouMean(event, orchestrationEventNames) ?? `one of *, ${orchestrationEventNames.join(', ')}`],
    });
  }
  if (typeof handler !== 'function') {
    throw new UsageError(`a handler of "${event}" is a function`, { code: 'INVALID_PARAMETERS' });
  }
  if (registered >= MAX_HANDLERS) {
    throw new UsageError(`${MAX_HANDLERS} event handlers are registered already`, {
      suggestions: ['Take back those that are not needed: registerEventHandler returns how.'],
    });
  }
}
