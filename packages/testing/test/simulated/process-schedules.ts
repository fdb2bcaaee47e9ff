import type {
  HistoryQuery,
  Occurrence,
  Schedule,
  ScheduleChanges,
  ScheduleStore,
  ScheduleView,
} from '@codomyrmex/schedules';
import type { Disk } from './disk.ts';
import type { Sabotage } from './sabotage.ts';

/** Schedules as one process sees them, on a disk that fails. */
export class ProcessSchedules implements ScheduleStore {
  readonly #disk: Disk;
  readonly #isAlive: () => boolean;
  readonly #sabotage: Sabotage | undefined;

  constructor(disk: Disk, isAlive: () => boolean, sabotage: Sabotage | undefined) {
    this.#disk = disk;
    this.#isAlive = isAlive;
    this.#sabotage = sabotage;
  }

  list(): readonly Schedule[] {
    return this.#on('read').list();
  }

  view(name: string): ScheduleView {
    return this.#on('read').view(name);
  }

  add(schedule: Schedule): void {
    this.#on('write').add(schedule);
  }

  change(name: string, decided: (view: ScheduleView) => ScheduleChanges | undefined): void {
    this.#on('write').change(name, (view) => {
      const changes = decided(view);
      const isLost = this.#sabotage === 'loses_records_of_schedules' && this.#disk.draws.chance(0.3);
      return changes === undefined || !isLost ? changes : { ...changes, occurrences: [] };
    });
  }

  remove(name: string): void {
    this.#on('write').remove(name);
  }

  history(name: string, query?: HistoryQuery): readonly Occurrence[] {
    return this.#on('read').history(name, query);
  }

  #on(access: 'read' | 'write'): ScheduleStore {
    if (!this.#isAlive()) throw new Error('this process is dead');
    this.#disk.require(access);
    return this.#disk.schedules;
  }
}
