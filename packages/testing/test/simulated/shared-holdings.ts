import type { OrchestratorOptions } from '@codomyrmex/engine';

export type SharedHoldings = NonNullable<OrchestratorOptions['holdings']>;
type View = Parameters<Parameters<SharedHoldings['exchange']>[1]>[0];
type Changes = ReturnType<Parameters<SharedHoldings['exchange']>[1]>;
type Other = View['others'][number];
type Holding = Changes['held'][number];
type Level = Changes['levels'][number];

interface Member {
  readonly number: number;
  readonly holdings: Map<number, Holding>;
  wants: Other['wants'];
  /** What others see of it: the same object as long as nothing of it changed. */
  seen: Other | undefined;
}

/** One process among those that share. */
export interface SharingProcess extends SharedHoldings {
  /** As kill -9 would end it. */
  die(): void;
}

/** What the processes of a simulation hold together; nothing in it expires. */
export class HoldingsOfAll {
  readonly #members = new Map<number, Member>();
  readonly #levels = new Map<string, Level>();
  readonly #disk: { require(access: 'write'): void };
  #version = 0;
  #fence = 0;
  #joined = 0;

  /** `disk` throws while it refuses. */
  constructor(disk: { require(access: 'write'): void }) {
    this.#disk = disk;
  }

  join(): SharingProcess {
    const member: Member = { number: this.#joined++, holdings: new Map(), wants: [], seen: undefined };
    this.#members.set(member.number, member);
    let seenVersion = -1;
    return {
      die: () => {
        if (this.#members.delete(member.number)) this.#version++;
      },
      changed: () => this.#version !== seenVersion,
      exchange: (_now, work) => {
        this.#disk.require('write');
        const changes = work(this.#viewOf(member));
        this.#write(member, changes);
        seenVersion = this.#version;
      },
    };
  }

  #viewOf(self: Member): View {
    const others = [...this.#members.values()].filter((one) => one !== self);
    return { number: self.number, fence: this.#fence, levels: [...this.#levels.values()], others: others.map(seenOf) };
  }

  #write(member: Member, { held, released, wants, levels, fence }: Changes): void {
    for (const holding of held) member.holdings.set(holding.fence, holding);
    for (const number of released) member.holdings.delete(number);
    for (const level of levels) this.#levels.set(`${level.resource} ${level.kind} ${level.unit}`, level);
    this.#fence = Math.max(this.#fence, fence);
    member.wants = wants ?? member.wants;
    if (held.length + released.length + levels.length === 0 && wants === undefined) return;
    member.seen = undefined;
    this.#version++;
  }
}

function seenOf(member: Member): Other {
  member.seen ??= {
    number: member.number,
    name: `process ${member.number}`,
    holdings: [...member.holdings.values()],
    wants: member.wants,
  };
  return member.seen;
}
