import { NotFoundError, UsageError } from '@codomyrmex/core';
import {
  accountedAtFirst,
  type HistoryQuery,
  isOpen,
  type Occurrence,
  type Schedule,
  type ScheduleChanges,
  type ScheduleStore,
  type ScheduleView,
} from '@codomyrmex/schedules';

interface Kept {
  schedule: Schedule;
  accountedUntil: number;
  readonly occurrences: Map<number, Occurrence>;
}

const MAX_CLOSED = 10_000;
const DEFAULT_LIMIT = 1_000;

/** Schedules in memory: what several of these objects share over one map is what processes share over a file. */
export class MemorySchedules implements ScheduleStore {
  readonly #kept: Map<string, Kept>;

  constructor(shared?: MemorySchedules) {
    this.#kept = shared === undefined ? new Map() : shared.#kept;
  }

  list(): readonly Schedule[] {
    return [...this.#kept.values()].map(({ schedule }) => schedule).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  view(name: string): ScheduleView {
    const { schedule, accountedUntil, occurrences } = this.#find(name);
    const records = [...occurrences.values()].sort((a, b) => a.scheduledFor - b.scheduledFor);
    const ahead = records.map(({ scheduledFor }) => scheduledFor).filter((time) => time > accountedUntil);
    return { schedule, accountedUntil, open: records.filter(isOpen), recordedAhead: new Set(ahead) };
  }

  add(schedule: Schedule): void {
    if (this.#kept.has(schedule.name)) {
      throw new UsageError(`there is a schedule "${schedule.name}" already`, { code: 'SCHEDULE_EXISTS' });
    }
    this.#kept.set(schedule.name, { schedule, accountedUntil: accountedAtFirst(schedule), occurrences: new Map() });
  }

  change(name: string, decided: (view: ScheduleView) => ScheduleChanges | undefined): void {
    const kept = this.#find(name);
    const changes = decided(this.view(name));
    if (changes === undefined) return;
    kept.schedule = changes.schedule ?? kept.schedule;
    kept.accountedUntil = Math.max(kept.accountedUntil, changes.accountedUntil);
    for (const occurrence of changes.occurrences) kept.occurrences.set(occurrence.scheduledFor, occurrence);
    const closed = [...kept.occurrences.values()].filter((one) => !isOpen(one)).sort(newestFirst);
    for (const { scheduledFor } of closed.slice(MAX_CLOSED)) kept.occurrences.delete(scheduledFor);
  }

  remove(name: string): void {
    this.#find(name);
    this.#kept.delete(name);
  }

  history(name: string, { from, to, limit = DEFAULT_LIMIT }: HistoryQuery = {}): readonly Occurrence[] {
    return [...this.#find(name).occurrences.values()]
      .filter(({ scheduledFor }) => scheduledFor >= (from ?? scheduledFor) && scheduledFor <= (to ?? scheduledFor))
      .sort(newestFirst)
      .slice(0, limit);
  }

  #find(name: string): Kept {
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    throw new NotFoundError(`there is no schedule "${name}"`, { code: 'SCHEDULE_NOT_FOUND' });
  }
}

const newestFirst = (a: Occurrence, b: Occurrence): number => b.scheduledFor - a.scheduledFor;
