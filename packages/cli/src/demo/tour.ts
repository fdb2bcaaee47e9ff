import { definitionFrom, type LiveRun, type RunDocument } from '@codomyrmex/engine';
import { ask, canAsk } from '../ask.ts';
import type { Opened } from '../open-orchestrator.ts';
import { watchedRun } from '../output/watch-run.ts';
import type { Terminal } from '../terminal.ts';
import { wrapped } from './wrapped.ts';

export interface TourPlaces {
  /** All absolute paths. */
  readonly project: string;
  readonly data: string;
  readonly exports: string;
}

export interface TourOptions {
  readonly terminal: Terminal;
  readonly opened: Opened;
  readonly places: TourPlaces;
  /** Waits for Enter between the parts. */
  readonly pauses: boolean;
  /** Nothing is said; what the parts found is data. */
  readonly silent: boolean;
}

/** Thrown to leave the tour: by `q`, or by Ctrl-C and SIGTERM. */
export class Left extends Error {
  readonly how: 'quit' | 'interrupted';

  constructor(how: Left['how']) {
    super(`the tour was left: ${how}`);
    this.how = how;
  }
}

/** What the parts of the tour have in common: a terminal, an engine, and a way out at any moment. */
export class Tour {
  readonly terminal: Terminal;
  readonly opened: Opened;
  readonly places: TourPlaces;
  readonly #pauses: boolean;
  readonly #silent: boolean;
  #run: LiveRun | undefined;
  #interrupted = false;
  readonly #interrupt = (): void => {
    this.#interrupted = true;
    this.#run?.cancel('the demo was interrupted');
  };

  constructor({ terminal, opened, places, pauses, silent }: TourOptions) {
    this.terminal = terminal;
    this.opened = opened;
    this.places = places;
    this.#pauses = pauses;
    this.#silent = silent;
    process.on('SIGINT', this.#interrupt);
    process.on('SIGTERM', this.#interrupt);
  }

  release(): void {
    process.off('SIGINT', this.#interrupt);
    process.off('SIGTERM', this.#interrupt);
  }

  get width(): number {
    return Math.min(this.terminal.outWidth, 80);
  }

  /** Shown as it is. */
  show(text: string): void {
    if (!this.#silent) this.terminal.data(text);
  }

  say(text: string): void {
    this.show(wrapped(text, this.width));
  }

  /** A fact in a list. */
  item(text: string): void {
    const [first = '', ...rest] = wrapped(text, this.width - 4).split('\n');
    this.show([`  - ${first}`, ...rest.map((line) => `    ${line}`)].join('\n'));
  }

  /** How one would do it by hand. */
  command(text: string): void {
    this.show(this.terminal.outColors.dim(`$ codomyrmex ${text}`));
  }

  /** @throws Left */
  async pause(message: string): Promise<void> {
    this.leaveWhenAsked();
    if (!this.#pauses || !canAsk()) return;
    const answer = await ask(`\n${message} (q leaves) `);
    if (answer.kind === 'interrupted') throw new Left('interrupted');
    if (answer.kind === 'end' || /^\s*q(uit)?\s*$/i.test(answer.text)) throw new Left('quit');
  }

  /** @throws Left */
  leaveWhenAsked(): void {
    if (this.#interrupted) throw new Left('interrupted');
  }

  /** Runs a definition in the sample project to its end; `watched` shows how it goes. @throws DefinitionError · Left */
  async run(definition: Definition, { watched = false }: { readonly watched?: boolean } = {}): Promise<RunDocument> {
    const { orchestrator } = this.opened;
    const prepared = await orchestrator.prepare(definitionFrom(definition, definition.name), {
      workspace: this.places.project,
    });
    return this.carry(() => orchestrator.start(prepared), { watched });
  }

  /** Carries a run to its end. @throws Left */
  async carry(begin: () => Promise<LiveRun>, { watched }: { readonly watched: boolean }): Promise<RunDocument> {
    this.leaveWhenAsked();
    const { orchestrator } = this.opened;
    const watching = watched && !this.#silent ? 'people' : 'nobody';
    const { run, done } = await watchedRun(orchestrator, begin, { terminal: this.terminal, watching });
    this.#run = run;
    if (this.#interrupted) run.cancel('the demo was interrupted');
    try {
      await run.ended;
    } finally {
      done();
      this.#run = undefined;
    }
    this.leaveWhenAsked();
    return orchestrator.document(run.id);
  }
}

/** A workflow as it is written. */
export interface Definition {
  readonly name: string;
  readonly steps: readonly object[];
  readonly [key: string]: unknown;
}
