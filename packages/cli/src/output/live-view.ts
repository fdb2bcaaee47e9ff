import { innerRunId, isWithinRun } from '@codomyrmex/core';
import { skipText, type TaskState } from '@codomyrmex/dag';
import { type FeedItem, type LiveRun, type Orchestrator, PlaceNames, type StepWait, waitOf } from '@codomyrmex/engine';
import cliTruncate from 'cli-truncate';
import { safe, type Terminal } from '../terminal.ts';
import { program } from './called-as.ts';
import { LiveDrawing } from './live-drawing.ts';
import { stepTree, type TreeRow } from './step-tree.ts';
import { cut, textWidth } from './text-width.ts';
import { duration } from './times.ts';
import { waitAnswer, waitText } from './wait-text.ts';

const REDRAW_MS = 100;
/** Of a name, however little room there is. */
const LEAST_NAME = 12;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A step in the drawn tree, of the run or of one in it. */
interface Row extends TreeRow {
  readonly run: LiveRun;
}

/**
 * The steps of a run as a tree that is drawn again ten times a second until `end` is called. The steps of a sub-workflow hang under its
 * step while it runs.
 */
export class LiveView {
  readonly #orchestrator: Orchestrator;
  readonly #run: LiveRun;
  readonly #terminal: Terminal;
  readonly #names: PlaceNames;
  readonly #trees = new WeakMap<LiveRun, readonly TreeRow[]>();
  readonly #drawing = new LiveDrawing(process.stderr);
  readonly #progress = new Map<string, string>();
  /** By run of items. */
  readonly #items = new Map<string, { readonly size: number; readonly failed: number }>();
  /** What steps wait for, by run, task and attempt; present without a value while it is asked. */
  readonly #waits = new Map<string, StepWait | undefined>();
  #frame = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(orchestrator: Orchestrator, run: LiveRun, terminal: Terminal) {
    this.#orchestrator = orchestrator;
    this.#run = run;
    this.#terminal = terminal;
    this.#names = new PlaceNames(run.run.record);
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    terminal.drawn({ clear: () => this.#drawing.clear(), draw: () => this.#redraw() });
    this.#redraw();
  }

  take(item: FeedItem): void {
    if (item.kind === 'warning') this.#terminal.note(`warning: ${safe(item.message)}`);
    if (item.kind === 'events' && item.of.record.definition.items !== undefined) this.#count(item);
    if (item.kind !== 'progress' || !isWithinRun(item.run, this.#run.id)) return;
    const percent = item.fraction === null ? '' : `${Math.round(item.fraction * 100)} % `;
    this.#progress.set(`${item.run} ${item.task}`, `${percent}${item.message ?? ''}`);
  }

  #count({ run, of, events }: FeedItem & { readonly kind: 'events' }): void {
    const failed = events.filter((event) => event.type === 'attempt_failed' && event.retryAt === null).length;
    const before = this.#items.get(run)?.failed ?? 0;
    this.#items.set(run, { size: of.plan.size, failed: before + failed });
  }

  end(): void {
    clearInterval(this.#timer);
    this.#redraw();
    this.#drawing.done();
    this.#terminal.drawn(undefined);
  }

  #redraw(): void {
    this.#frame++;
    const { state } = this.#run;
    const all = this.#rowsOf(this.#run, '');
    const answers = this.#answers(all);
    const answered = answers.reduce((sum, line) => sum + Math.ceil(textWidth(line) / this.#terminal.width), 0);
    const room = Math.max(4, this.#terminal.height - 3 - answered);
    const rows = all.length <= room ? all : mostTelling(all, room - 1);
    const hidden = all.length - rows.length;
    const settled = state.plan.size - state.unsettled;
    const { bold, dim } = this.#terminal.colors;
    const elapsed = duration((state.phase.kind === 'ended' ? state.endedAt : this.#now()) - state.startedAt);
    const stands = `run ${this.#run.id}, ${settled} of ${state.plan.size} steps, ${elapsed}`;
    const name = shortened(this.#run.run.record.workflow, this.#terminal.width - 2 - stands.length);
    const head = `${bold(name)} ${dim(stands)}`;
    const more = hidden > 0 ? [dim(`… ${hidden} more steps`)] : [];
    const lines = [head, ...rows.map((row) => this.#line(row)), ...more].map((line) => this.#cut(line));
    // Not cut: what stands here is to be copied.
    this.#drawing.draw([...lines, ...answers.map((line) => dim(line))]);
  }

  #now(): number {
    return this.#orchestrator.clock.now();
  }

  /** Workflows are in each other to a small depth: recursion is safe. */
  #rowsOf(run: LiveRun, below: string): readonly Row[] {
    const tree = this.#trees.get(run) ?? stepTree(run.run.plan);
    this.#trees.set(run, tree);
    return tree.flatMap(({ task, branch }) => {
      const row = { run, task, branch: `${below}${branch}` };
      const kind = run.run.works[task]?.kind;
      const inner = kind === 'workflow' || kind === 'undo' ? this.#inner(run, task) : undefined;
      if (inner === undefined) return [row];
      return [row, ...this.#rowsOf(inner, `${below}${branch.replaceAll(/[├└─]/g, ' ')}  `)];
    });
  }

  /** The run that the step consists of, while it runs. */
  #inner({ id, state, run }: LiveRun, task: number): LiveRun | undefined {
    const current = state.tasks[task];
    if (current?.kind !== 'running') return undefined;
    return this.#orchestrator.runtime.live.get(innerRunId(id, run.plan.names[task] ?? '', current.attempt));
  }

  /** How the first of the steps that wait for somebody is answered. */
  #answers(rows: readonly Row[]): readonly string[] {
    for (const { run, task } of rows) {
      const wait = this.#waitOf(run, task);
      if (wait === undefined) continue;
      const step = this.#names.name(run.id, run.run.plan.names[task]);
      const [answer] = waitAnswer(wait, { run: this.#run.id, step, program: program() });
      if (answer !== undefined) return [answer];
    }
    return [];
  }

  /** Its expressions are evaluated once, on the side. */
  #waitOf({ id, state, run }: LiveRun, task: number): StepWait | undefined {
    const current = state.tasks[task];
    if (current?.kind !== 'running' || run.works[task]?.kind !== 'wait') return undefined;
    const key = `${id} ${task} ${current.attempt}`;
    if (!this.#waits.has(key)) {
      this.#waits.set(key, undefined);
      void waitOf(this.#orchestrator.runtime, id, task).then((wait) => this.#waits.set(key, wait));
    }
    return this.#waits.get(key);
  }

  #line({ run, task, branch }: Row): string {
    const name = run.run.plan.names[task] ?? '';
    const state = run.state.tasks[task];
    if (state === undefined) return name;
    const { dim } = this.#terminal.colors;
    const detail = this.#detail(run, task, state);
    const room = this.#terminal.width - 4 - branch.length;
    // What comes after a long name has half of the line, if it needs as much.
    const shown = shortened(name, room - Math.min(textWidth(detail), Math.ceil(room / 2)));
    return `${dim(branch)}${this.#mark(state)} ${shown} ${dim(detail)}`;
  }

  #mark(state: TaskState): string {
    const { green, red, yellow, cyan, dim } = this.#terminal.colors;
    switch (state.kind) {
      case 'completed':
        return green('✓');
      case 'failed':
        return red('✗');
      case 'skipped':
        return dim('–');
      case 'cancelled':
        return yellow('■');
      case 'running':
        return cyan(frames[this.#frame % frames.length] ?? '');
      case 'backing_off':
        return yellow('↻');
      case 'ready':
      case 'undecided':
      case 'waiting':
        return dim('·');
    }
  }

  #detail(run: LiveRun, task: number, state: TaskState): string {
    switch (state.kind) {
      case 'completed':
        return `${completedDetail(state)}${this.#itemsOf(run, task, state.attempt)}`;
      case 'failed':
        return `attempt ${state.attempt}: ${oneLine(state.failure.message)}`;
      case 'skipped':
        return oneLine(skipText(run.state.plan, state.because));
      case 'cancelled':
        return 'cancelled';
      case 'running': {
        const attempt = state.attempt > 1 ? `attempt ${state.attempt}, ` : '';
        return `${attempt}${duration(this.#now() - state.since)} ${this.#doing(run, task)}`;
      }
      case 'backing_off':
        return `attempt ${state.attempt} in ${duration(state.until - this.#now())}: ${oneLine(state.failure?.message ?? 'to be done again')}`;
      case 'ready':
        return `waits for ${run.waitsFor(task).join('; ') || 'its turn'}`;
      case 'undecided':
        return 'its condition is being evaluated';
      case 'waiting':
        return `waits for ${unsettledDependencies(run, task)}`;
    }
  }

  #itemsOf({ id, run }: LiveRun, task: number, attempt: number): string {
    const items = this.#items.get(innerRunId(id, run.plan.names[task] ?? '', attempt));
    if (items === undefined) return '';
    return `, ${items.size} items${items.failed === 0 ? '' : `, ${items.failed} failed`}`;
  }

  #doing(run: LiveRun, task: number): string {
    const wait = this.#waitOf(run, task);
    if (wait !== undefined) return waitText(wait, this.#now());
    if (run.run.works[task]?.kind === 'items') return itemsText(this.#inner(run, task));
    return oneLine(this.#progress.get(`${run.id} ${run.run.plan.names[task]}`) ?? '');
  }

  #cut(line: string): string {
    return cliTruncate(line, this.#terminal.width - 1);
  }
}

function completedDetail({ attempt, startedAt, endedAt }: TaskState & { kind: 'completed' }): string {
  if (attempt === 0) return 'carried over';
  return `${duration(endedAt - startedAt)}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
}

function itemsText(items: LiveRun | undefined): string {
  if (items === undefined) return '';
  const { plan, unsettled, failures } = items.state;
  return `${plan.size - unsettled} of ${plan.size} items${failures === 0 ? '' : `, ${failures} failed`}`;
}

/** On a small screen: what runs, waits for its turn or has failed comes before what is over and what is far off. */
function mostTelling(rows: readonly Row[], room: number): readonly Row[] {
  const weight = ({ run, task }: Row): number => {
    const kind = run.state.tasks[task]?.kind;
    if (kind === 'running' || kind === 'backing_off') return 0;
    if (kind === 'failed') return 1;
    return kind === 'ready' ? 2 : kind === 'waiting' ? 3 : 4;
  };
  const kept = new Set([...rows].sort((a, b) => weight(a) - weight(b)).slice(0, room));
  return rows.filter((row) => kept.has(row));
}

function unsettledDependencies({ state: { plan, tasks } }: LiveRun, task: number): string {
  const own = plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1]);
  const open = [...own].filter((dependency) => {
    const kind = tasks[dependency]?.kind;
    return kind === 'waiting' || kind === 'ready' || kind === 'running' || kind === 'backing_off';
  });
  return open.map((dependency) => plan.names[dependency]).join(', ');
}

const shortened = (name: string, room: number): string => cut(name, Math.max(LEAST_NAME, room));

const oneLine = (text: string): string => safe(text).split('\n', 1)[0] ?? '';
