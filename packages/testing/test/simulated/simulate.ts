import { outerRunId, runId } from '@codomyrmex/core';
import type { LiveRun, RunDocument } from '@codomyrmex/engine';
import { newSchedule, nextTimes } from '@codomyrmex/schedules';
import type { Deed, SimulationPlan } from './plan.ts';
import type { RunHistory } from './run-history.ts';
import type { Sabotage } from './sabotage.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedWorld } from './simulated-world.ts';

/** Milliseconds within which everything ends once nothing fails any more, and how often it is looked. */
const PATIENCE = 240_000;
const LOOK_EVERY = 1_000;

export interface SimulatedRun {
  /** Its end came of its steps alone. */
  readonly isWhole: boolean;
  readonly workflow: string;
  readonly status: string;
  readonly ends: Readonly<Record<string, string>>;
}

export interface SimulationOutcome {
  /** Empty when everything held. */
  readonly violations: readonly string[];
  /** What happened, in order; the same for the same plan. */
  readonly trace: readonly string[];
  /** How the runs ended, in the order in which they began; where it was asked for. */
  readonly runs: readonly SimulatedRun[];
  readonly kills: number;
}

export interface SimulationOptions {
  readonly sabotage?: Sabotage;
  /** Tells how the runs ended. */
  readonly ends?: boolean;
}

/** Plays a plan to its end: first what is planned, then a time in which nothing fails, in which everything must end. */
export async function simulate(
  plan: SimulationPlan,
  { sabotage, ends = false }: SimulationOptions = {},
): Promise<SimulationOutcome> {
  // The engine lets the event loop turn after so much real work: no chance of the machine may order what happens here.
  const now = performance.now.bind(performance);
  performance.now = () => 0;
  try {
    return await new Play(new SimulatedWorld(plan, sabotage)).outcome(ends);
  } finally {
    performance.now = now;
  }
}

class Play {
  readonly #world: SimulatedWorld;
  readonly #processes: SimulatedProcess[] = [];
  /** What processes have begun and not ended. */
  readonly #doing = new Map<Promise<void>, SimulatedProcess>();
  #kills = 0;

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  async outcome(ends: boolean): Promise<SimulationOutcome> {
    const world = this.#world;
    for (const [index, schedule] of world.plan.schedules.entries()) this.#addSchedule(index, schedule);
    for (const { at, ...deed } of world.plan.happenings) {
      await world.clock.advance(Math.max(0, world.began + at - world.clock.now()));
      this.#happens(deed);
    }
    await world.clock.settle();
    this.#calm();
    await this.#toTheEnd();
    const runs = ends ? await this.#documents() : [];
    await this.#close();
    this.#checkSchedules();
    const { violations, trace } = world;
    return { violations, trace, runs, kills: this.#kills };
  }

  /** The runs that are in no other: what is asked, is asked of them. */
  get #outer(): readonly RunHistory[] {
    return [...this.#world.histories.values()].filter(({ record }) => outerRunId(record.id) === undefined);
  }

  get #alive(): readonly SimulatedProcess[] {
    return this.#processes.filter(({ isAlive }) => isAlive);
  }

  #addSchedule(index: number, { workflow, everyMs, overlap, jitterMs }: SimulationPlan['schedules'][number]): void {
    const now = this.#world.clock.now();
    const schedule = newSchedule(
      {
        name: `schedule${index}`,
        workflow: `${workflow}`,
        parameters: {},
        textParameters: [],
        workspace: '/',
        timing: { kind: 'every', everyMs, anchor: now },
        overlap,
        catchUpMs: 0,
        jitterMs,
        endsAt: null,
      },
      now,
    );
    this.#world.disk.schedules.add(schedule);
    this.#world.latest = now;
  }

  #process(): SimulatedProcess {
    const process = new SimulatedProcess(this.#world, `p${this.#processes.length}`);
    this.#processes.push(process);
    return process;
  }

  #happens(deed: Deed): void {
    const { disk } = this.#world;
    this.#world.tell(`* ${JSON.stringify(deed)}`);
    switch (deed.do) {
      case 'run':
        return this.#do(this.#process(), (process) => deed.workflows.map((workflow) => process.start(workflow)));
      case 'resume':
        return this.#withRun(deed.run, (run) => this.#resume(run, this.#there(deed.in)));
      case 'serve':
        // The real one has a lock that only one process has.
        if (!this.#alive.some(({ isServing }) => isServing)) this.#process().serve();
        return;
      case 'stop_serving':
        for (const process of this.#alive) if (process.isServing) this.#later(process, process.stopServing());
        return;
      case 'ask':
        return this.#withRun(deed.run, (run) => this.#ask(run, deed.request, this.#there(deed.in)));
      case 'kill':
        return this.#withProcess(deed.process, (process) => process.kill());
      case 'kill_at_write':
        return this.#withProcess(deed.process, ({ store }) => store.dieAt(deed.nth, deed.moment));
      case 'fill_disk':
        return disk.fill(deed.for);
      case 'lose_disk':
        return disk.lose(deed.for);
      case 'slow_disk':
        return disk.slow(deed.for);
      case 'set_clock':
        this.#world.shift += deed.by;
    }
  }

  /** A process that begins runs and ends when they have, as a command does. */
  #do(process: SimulatedProcess, begin: (process: SimulatedProcess) => readonly Promise<LiveRun>[]): void {
    const carried = begin(process).map((begun) => process.attempt(async () => (await begun).ended));
    this.#later(
      process,
      Promise.all(carried).then(() => process.close()),
    );
  }

  #resume(run: string, there: SimulatedProcess | undefined): void {
    if (there === undefined) return this.#do(this.#process(), ({ orchestrator }) => [orchestrator.resume(run)]);
    void there.attempt(() => there.orchestrator.resume(run));
  }

  #ask(run: string, request: Extract<Deed, { do: 'ask' }>['request'], there?: SimulatedProcess): void {
    const process = there ?? this.#process();
    const asking = process.attempt(() => process.orchestrator.runtime.ask(runId(run), request));
    if (there === undefined)
      this.#later(
        process,
        asking.then(() => process.close()),
      );
  }

  /** A process that is there already, where one is named. */
  #there(number: number | undefined): SimulatedProcess | undefined {
    const alive = this.#alive;
    return number === undefined ? undefined : alive[number % alive.length];
  }

  #later(process: SimulatedProcess, doing: Promise<void>): void {
    this.#doing.set(doing, process);
    void doing.finally(() => this.#doing.delete(doing));
  }

  #withRun(number: number, use: (run: string) => void): void {
    const open = this.#outer.filter(({ end }) => end === undefined);
    const found = open[number % open.length];
    if (found !== undefined) use(found.record.id);
  }

  #withProcess(number: number, use: (process: SimulatedProcess) => void): void {
    const alive = this.#alive;
    const found = alive[number % alive.length];
    if (found === undefined) return;
    this.#kills++;
    use(found);
  }

  /** Nothing fails from now on, nothing more is due, and somebody is there for what was interrupted. */
  #calm(): void {
    const { disk, clock, shift, latest } = this.#world;
    this.#world.tell('* calm');
    disk.mend();
    for (const { name } of disk.schedules.list()) {
      disk.schedules.change(name, ({ schedule, accountedUntil }) => ({
        schedule: { ...schedule, endsAt: Math.max(latest, clock.now() + shift) },
        accountedUntil,
        occurrences: [],
      }));
    }
    if (!this.#alive.some(({ isServing }) => isServing)) this.#process().serve();
  }

  async #toTheEnd(): Promise<void> {
    const { clock, histories, disk } = this.#world;
    const end = clock.now() + PATIENCE;
    const isOver = () =>
      [...histories.values()].every((history) => history.end !== undefined) &&
      disk.schedules.list().every(({ name }) => disk.schedules.view(name).open.length === 0);
    // Seen twice, and not before whoever serves has looked: whoever carried a run has then seen its end, too.
    for (let seen = -1; seen < 2 && clock.now() < end; seen = isOver() ? seen + 1 : 0) {
      const serving = this.#alive.find(({ isServing }) => isServing);
      for (const { isPaused, end: ended, record } of this.#outer) {
        if (ended !== undefined) continue;
        if (isPaused) this.#ask(record.id, { kind: 'continue' }, serving);
        this.#ask(record.id, { kind: 'signal', signal: { id: `${clock.now()}`, name: 'go', data: null } }, serving);
      }
      await clock.advance(LOOK_EVERY);
      if (!this.#alive.some(({ isServing }) => isServing)) this.#process().serve();
    }
    for (const { record, end: ended } of histories.values()) {
      if (ended === undefined) this.#world.violated(`run ${record.id} does not end although nothing fails any more`);
    }
  }

  async #documents(): Promise<readonly SimulatedRun[]> {
    const process = this.#process();
    const runs: SimulatedRun[] = [];
    const reading = (async () => {
      for (const { record, isAborted } of this.#outer) {
        runs.push({ isWhole: !isAborted, ...simulatedRun(await process.orchestrator.document(record.id)) });
      }
    })();
    await this.#world.clock.runUntil(process.attempt(() => reading));
    return runs;
  }

  async #close(): Promise<void> {
    const { clock, work, disk, histories } = this.#world;
    const isOver = [...histories.values()].every(({ end }) => end !== undefined);
    for (const process of this.#alive) {
      const held = isOver ? process.held() : [];
      if (held.length > 0) this.#world.violated(`R8: ${process.name} still holds ${held.join(', ')}`);
    }
    if (isOver && work.size > 0) this.#world.violated(`${work.size} actions go on after the end of all runs`);
    for (const process of this.#alive)
      this.#later(process, process.isServing ? process.stopServing() : process.close());
    await clock.advance(LOOK_EVERY);
    const stuck = [...this.#doing.values()].filter(({ wasKilled }) => !wasKilled).map(({ name }) => name);
    if (stuck.length > 0) this.#world.violated(`${stuck.join(', ')} never came to an end`);
    if (clock.pending > 0) this.#world.violated(`${clock.pending} timers are left`);
    for (const { record, events } of disk.open().snapshot()) {
      const last = events.at(-1);
      if (isOver && last?.type !== 'run_ended') this.#world.violated(`R4: run ${record.id} has lost its end`);
    }
  }

  /** Every time is accounted once, and every record that names a run has one. */
  #checkSchedules(): void {
    const { disk, latest, histories, began } = this.#world;
    for (const schedule of disk.schedules.list()) {
      const records = disk.schedules.history(schedule.name, { limit: 20_000 }).toReversed();
      const due = nextTimes(schedule, began, records.length + 1).filter((time) => time <= latest);
      const recorded = records.map(({ scheduledFor }) => scheduledFor);
      if (recorded.join() !== due.join()) {
        this.#world.violated(
          `${schedule.name}: due at ${told(due, began)} ms, recorded at ${told(recorded, began)} ms`,
        );
      }
      for (const { state } of records) {
        if (state.kind !== 'ended') continue;
        const run = histories.get(state.run);
        if (run?.end !== state.status) this.#world.violated(`${schedule.name}: run ${state.run} is no ${state.status}`);
      }
    }
  }
}

function simulatedRun({ workflow_name: workflow, status, results }: RunDocument): Omit<SimulatedRun, 'isWhole'> {
  const ends = Object.entries(results).map(([name, result]) => [name, result.status]);
  return { workflow, status, ends: Object.fromEntries(ends) };
}

const told = (times: readonly number[], began: number): string => times.map((at) => at - began).join(', ');
