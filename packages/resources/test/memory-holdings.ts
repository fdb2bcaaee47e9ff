import type {
  OtherProcess,
  SharedChanges,
  SharedHolding,
  SharedHoldings,
  SharedLevel,
  SharedView,
  SharedWant,
} from '../src/index.ts';

interface Process {
  readonly number: number;
  readonly holdings: Map<number, SharedHolding>;
  wants: readonly SharedWant[];
  version: number;
}

/** Where the store fails: before anything is looked at, or when what was decided should be stored. */
export type Refusal = 'at_begin' | 'at_commit';

/** One of the processes that share. */
export interface MemoryProcess extends SharedHoldings {
  /** The next exchange fails. */
  refusal: Refusal | undefined;
  exchanges: number;
  /** As kill -9 would end it. */
  die(): void;
}

/** What several lines in one test hold together, as the store of a data folder keeps it for several processes. */
export class MemoryHoldings {
  private readonly processes = new Map<number, Process>();
  private readonly levels = new Map<string, SharedLevel>();
  private version = 0;
  private fence = 0;
  private joined = 0;

  join(): MemoryProcess {
    const process: Process = { number: this.joined++, holdings: new Map(), wants: [], version: 0 };
    this.processes.set(process.number, process);
    const seen = new Map<number, { readonly version: number; readonly other: OtherProcess }>();
    let seenVersion = -1;
    const self: MemoryProcess = {
      refusal: undefined,
      exchanges: 0,
      die: () => {
        this.processes.delete(process.number);
        this.version += 1;
      },
      changed: (now) => this.expire(now, process) || this.version !== seenVersion,
      exchange: (now, work) => {
        const { refusal } = self;
        self.refusal = undefined;
        if (refusal === 'at_begin') throw new Error('the store is busy');
        self.exchanges += 1;
        this.expire(now, process);
        const changes = work(this.viewOf(process, seen));
        if (refusal === 'at_commit') throw new Error('the disk is full');
        this.write(process, changes);
        seenVersion = this.version;
      },
    };
    return self;
  }

  private viewOf(
    self: Process,
    seen: Map<number, { readonly version: number; readonly other: OtherProcess }>,
  ): SharedView {
    const others = [...this.processes.values()].filter((one) => one !== self);
    return {
      number: self.number,
      fence: this.fence,
      levels: [...this.levels.values()],
      others: others.map(({ number, holdings, wants, version }) => {
        const known = seen.get(number);
        if (known?.version === version) return known.other;
        const other = { number, name: `process ${number}`, holdings: [...holdings.values()], wants };
        seen.set(number, { version, other });
        return other;
      }),
    };
  }

  private write(process: Process, { held, released, wants, levels, fence }: SharedChanges): void {
    for (const holding of held) process.holdings.set(holding.fence, holding);
    for (const number of released) process.holdings.delete(number);
    for (const level of levels) this.levels.set(`${level.resource} ${level.kind} ${level.unit}`, level);
    this.fence = Math.max(this.fence, fence);
    process.wants = wants ?? process.wants;
    if (held.length + released.length + levels.length === 0 && wants === undefined) return;
    process.version += 1;
    this.version += 1;
  }

  private expire(now: number, but: Process): boolean {
    let isAny = false;
    for (const process of this.processes.values()) {
      if (process === but) continue;
      for (const { fence, expiresAt } of process.holdings.values()) {
        if (expiresAt === null || expiresAt > now) continue;
        process.holdings.delete(fence);
        process.version += 1;
        this.version += 1;
        isAny = true;
      }
    }
    return isAny;
  }
}
