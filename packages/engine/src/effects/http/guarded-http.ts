import { ActionError, type Http, type HttpOptions, type HttpResponse, UsageError } from '@codomyrmex/core';
import type { Agent } from 'undici';
import { type EffectCheck, requireEffect } from '../declared-effects.ts';
import { Answer } from './answer.ts';
import { guardedAgent } from './guarded-agent.ts';
import { HttpExchange } from './http-exchange.ts';
import { httpFailure, innermost } from './http-failure.ts';

export interface GuardedHttpOptions {
  /** Addresses that may be reached beside public ones. */
  readonly allowed: readonly string[];
  /** Ends what is under way. */
  readonly signal: () => AbortSignal;
  readonly check: EffectCheck;
}

const DEFAULT_SECONDS = 60;
const MAX_SECONDS = 24 * 3600;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_REDIRECTS = 5;

/** HTTP of one attempt; its connections end with it. */
export class GuardedHttp implements Http {
  readonly #options: GuardedHttpOptions;
  #agent: Promise<Agent> | undefined;
  #closed = false;

  constructor(options: GuardedHttpOptions) {
    this.#options = options;
  }

  async request(url: string, options: HttpOptions = {}): Promise<HttpResponse> {
    const { timeout = DEFAULT_SECONDS, maxBytes = MAX_BYTES, redirects = MAX_REDIRECTS } = options;
    if (!(timeout > 0 && timeout <= MAX_SECONDS)) {
      throw new ActionError(`a timeout of ${timeout} s is none: write more than 0 and at most ${MAX_SECONDS}`, {
        code: 'INVALID_PARAMETERS',
        retryable: false,
      });
    }
    const attempt = this.#options.signal();
    const signal = AbortSignal.any([attempt, AbortSignal.timeout(timeout * 1000)]);
    const exchange = new HttpExchange(url, options);
    try {
      for (let left = redirects; ; left--) {
        const response = await this.#fetch(exchange.url, { ...exchange.init, redirect: 'manual', signal });
        if (!exchange.isRedirectedBy(response)) return await Answer.read(response, exchange.url, maxBytes);
        await response.body?.cancel();
        if (!(left > 0)) throw tooManyRedirects(exchange, redirects);
      }
    } catch (error) {
      attempt.throwIfAborted();
      throw httpFailure(error, exchange, signal.aborted ? timeout : undefined);
    }
  }

  get fetch(): Http['fetch'] {
    return async (input, init) => {
      const signal = this.#options.signal();
      const given = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      try {
        return await this.#fetch(input, {
          ...init,
          signal: given === undefined ? signal : AbortSignal.any([signal, given]),
        });
      } catch (error) {
        const reason = innermost(error);
        throw reason instanceof ActionError ? reason : error;
      }
    };
  }

  /** Closes what is open. `undefined` when nothing ever was. */
  close(): Promise<void> | undefined {
    this.#closed = true;
    return this.#agent?.then((agent) => agent.destroy());
  }

  async #fetch(input: Parameters<Http['fetch']>[0], init: RequestInit): Promise<Response> {
    requireEffect(this.#options.check, 'net');
    if (this.#closed) throw new UsageError('the attempt has ended: nothing can be asked for it any more');
    this.#agent ??= guardedAgent(this.#options.allowed);
    const { fetch } = await import('undici');
    const dispatcher = await this.#agent;
    // undici's fetch is the platform's with one more member; its types are a newer copy of the same.
    const guarded = fetch as unknown as (input: string | URL, init: object) => Promise<Response>;
    if (!(input instanceof Request)) return guarded(input, { ...init, dispatcher });
    const { url, method, headers, body, redirect } = input;
    const asked = { method, headers, body, redirect, ...(body !== null && { duplex: 'half' }) };
    return guarded(url, { ...asked, ...init, dispatcher });
  }
}

const tooManyRedirects = ({ shown }: HttpExchange, most: number): ActionError =>
  new ActionError(`${shown} leads to more than ${most} redirects`, { code: 'HTTP_FAILED', retryable: false });
