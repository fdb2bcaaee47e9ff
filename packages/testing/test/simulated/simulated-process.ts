import {
  Adoption,
  createOrchestrator,
  type LiveRun,
  type Orchestrator,
  orchestratorRuns,
  type PreparedWorkflow,
  Scheduler,
} from '@codomyrmex/engine';
import { ProcessCache } from './process-cache.ts';
import { ProcessClock } from './process-clock.ts';
import { ProcessSchedules } from './process-schedules.ts';
import { ProcessStore } from './process-store.ts';
import { HoldingsOfAll, type SharingProcess } from './shared-holdings.ts';
import { simulatedPlugin } from './simulated-action.ts';
import { CORES, type SimulatedWorld, WORKERS } from './simulated-world.ts';

/** One process with the whole engine in it: what it remembers ends with it, what it stored does not. */
export class SimulatedProcess {
  readonly name: string;
  readonly orchestrator: Orchestrator;
  readonly store: ProcessStore;
  readonly clock: ProcessClock;
  readonly #world: SimulatedWorld;
  readonly #cache: ProcessCache;
  readonly #holdings: SharingProcess;
  #serving: { readonly scheduler: Scheduler; readonly adoption: Adoption } | undefined;
  #life: 'alive' | 'closing' | 'over' = 'alive';
  #wasKilled = false;
  #isStopping = false;

  constructor(world: SimulatedWorld, name: string) {
    const { disk, sabotage } = world;
    const draws = world.draws.fork();
    this.name = name;
    this.#world = world;
    this.clock = new ProcessClock(world.clock, () => world.shift);
    this.#cache = new ProcessCache(world.cache);
    this.#holdings = (sabotage === 'shares_nothing' ? new HoldingsOfAll(disk) : world.holdings).join();
    const after = (milliseconds: number, due: () => void) => this.clock.after(milliseconds, due);
    const die = () => this.kill();
    this.store = new ProcessStore({ name, disk, after, die, sabotage, all: world.stores });
    const plugin = simulatedPlugin({
      process: name,
      seed: world.plan.seed,
      draws,
      work: world.work,
      after,
      isAlive: () => this.isAlive,
      history: (run) => world.histories.get(run),
      owner: (run) => world.ownerOf(run),
      violated: (text) => world.violated(text),
      told: (text) => world.tell(text),
      returned: (...call) => world.returned(...call),
    });
    this.orchestrator = createOrchestrator({
      plugins: [plugin],
      journal: this.store,
      payloads: this.store.payloads,
      inbox: this.store.inbox,
      holdings: this.#holdings,
      stepCache: this.#cache,
      clock: this.clock,
      random: draws.random,
      ids: () => world.newRunId(),
      machine: { cores: CORES, memoryBytes: 8e9 },
      maxWorkers: WORKERS,
    });
    world.tell(`${name} is there`);
  }

  get isAlive(): boolean {
    return this.#life !== 'over';
  }

  get isServing(): boolean {
    return this.isAlive && this.#serving !== undefined;
  }

  /** Something that is done in this process; what it is told in vain is noted. */
  async attempt(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
    } catch (error) {
      if (this.isAlive) this.#world.heard(this.name, error);
    }
  }

  prepared(workflow: number): Promise<PreparedWorkflow> {
    return this.orchestrator.prepare(this.#world.definition(workflow), { workspace: '/' });
  }

  async start(workflow: number): Promise<LiveRun> {
    return this.orchestrator.start(await this.prepared(workflow));
  }

  /** Runs what is due and adopts what is interrupted. */
  serve(): void {
    const { clock, orchestrator } = this;
    const world = this.#world;
    const draws = world.draws.fork();
    const { runtime } = orchestrator;
    const looking = {
      now: () => {
        world.latest = Math.max(world.latest, clock.now());
        return clock.now();
      },
      after: clock.after.bind(clock),
    };
    const scheduler = new Scheduler({
      clock: looking,
      store: new ProcessSchedules(world.disk, () => this.isAlive, world.sabotage),
      runs: orchestratorRuns(orchestrator, ({ workflow }) => this.prepared(Number(workflow))),
      random: world.draws.random,
      newRunId: () => world.newRunId(),
      onEvent: (event) => {
        if (event.kind === 'fault' && this.isAlive) world.heard(this.name, event.error);
      },
    });
    const adoption = new Adoption({
      clock,
      lookEveryMs: 50 + draws.upTo(1_500),
      unfinished: () => runtime.list({ unfinished: true }),
      resume: (run) => orchestrator.resume(run),
      onEvent: (event) => {
        if (event.kind !== 'adopted' && this.isAlive) world.heard(this.name, event.error);
      },
    });
    this.#serving = { scheduler, adoption };
    world.tell(`${this.name} serves`);
    adoption.begin();
    scheduler.begin();
  }

  /** Starts nothing more, lets what runs be, and ends: until then nobody else serves. */
  async stopServing(): Promise<void> {
    const serving = this.#serving;
    if (serving === undefined || this.#isStopping) return;
    this.#isStopping = true;
    await Promise.all([serving.scheduler.stop(), serving.adoption.stop()]);
    await this.close();
  }

  async close(): Promise<void> {
    if (this.#life !== 'alive') return;
    this.#life = 'closing';
    await this.orchestrator.close();
    if (!this.isAlive) return;
    this.#world.tell(`${this.name} closes`);
    // A process that ends takes with it what it did not wait for.
    this.#over();
  }

  /** As kill -9 would end it. */
  kill(): void {
    if (!this.isAlive) return;
    this.#world.tell(`${this.name} is killed`);
    this.#wasKilled = true;
    this.store.die();
    this.#over();
  }

  get wasKilled(): boolean {
    return this.#wasKilled;
  }

  /** What it holds or waits for although nothing is going on. */
  held(): readonly string[] {
    const { capacity, runtime } = this.orchestrator;
    const holders = capacity.ledger.list().flatMap((usage) => usage.holders);
    return [
      // What others held is shown as it was when it was last looked at.
      ...holders.filter((holder) => !/ \(process \d+\)$/.test(String(holder))),
      ...(capacity.line.size > 0 ? [`${capacity.line.size} requests`] : []),
      ...[...runtime.live.keys()].map((run) => `run ${run}`),
    ];
  }

  #over(): void {
    this.#life = 'over';
    this.#serving = undefined;
    this.clock.stop();
    this.#holdings.die();
    this.#cache.die();
    this.#world.work.forget(this.name);
  }
}
