import { skipText, type TaskState } from '@codomyrmex/dag';
import type { FeedItem, LiveRun } from '@codomyrmex/engine';
import cliTruncate from 'cli-truncate';
import { createLogUpdate } from 'log-update';
import { safe, type Terminal } from '../terminal.ts';
import { stepTree, type TreeRow } from './step-tree.ts';
import { duration } from './times.ts';

const REDRAW_MS = 100;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The steps of a run as a tree that is drawn again ten times a second until `end` is called. */
export class LiveView {
  readonly #run: LiveRun;
  readonly #terminal: Terminal;
  readonly #rows: readonly TreeRow[];
  readonly #draw = createLogUpdate(process.stderr);
  readonly #progress = new Map<string, string>();
  readonly #now: () => number;
  #frame = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(run: LiveRun, terminal: Terminal, now: () => number) {
    this.#run = run;
    this.#terminal = terminal;
    this.#rows = stepTree(run.run.plan);
    this.#now = now;
    this.#timer = setInterval(() => this.#redraw(), REDRAW_MS);
    this.#redraw();
  }

  take(item: FeedItem): void {
    if (item.kind !== 'progress') return;
    const percent = item.fraction === null ? '' : `${Math.round(item.fraction * 100)} % `;
    this.#progress.set(item.task, `${percent}${item.message ?? ''}`);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#redraw();
    this.#draw.done();
  }

  #redraw(): void {
    this.#frame++;
    const { state } = this.#run;
    const room = Math.max(4, this.#terminal.height - 3);
    const rows = this.#rows.length <= room ? this.#rows : this.#mostTelling(room - 1);
    const hidden = this.#rows.length - rows.length;
    const settled = state.plan.size - state.unsettled;
    const { bold, dim } = this.#terminal.colors;
    const elapsed = duration((state.phase.kind === 'ended' ? state.endedAt : this.#now()) - state.startedAt);
    const head = `${bold(this.#run.run.record.workflow)} ${dim(`${settled} of ${state.plan.size} steps, ${elapsed}, run ${this.#run.id}`)}`;
    const more = hidden > 0 ? [dim(`… ${hidden} more steps`)] : [];
    this.#draw([this.#cut(head), ...rows.map((row) => this.#cut(this.#line(row))), ...more].join('\n'));
  }

  /** On a small screen: what runs, waits for its turn or has failed comes before what is over and what is far off. */
  #mostTelling(room: number): readonly TreeRow[] {
    const weight = ({ task }: TreeRow): number => {
      const kind = this.#run.state.tasks[task]?.kind;
      if (kind === 'running' || kind === 'backing_off') return 0;
      if (kind === 'failed') return 1;
      return kind === 'ready' ? 2 : kind === 'waiting' ? 3 : 4;
    };
    const kept = new Set([...this.#rows].sort((a, b) => weight(a) - weight(b)).slice(0, room));
    return this.#rows.filter((row) => kept.has(row));
  }

  #line({ task, branch }: TreeRow): string {
    const { plan, tasks } = this.#run.state;
    const name = plan.names[task] ?? '';
    const state = tasks[task];
    if (state === undefined) return name;
    const { dim } = this.#terminal.colors;
    return `${dim(branch)}${this.#mark(state)} ${name} ${dim(this.#detail(task, name, state))}`;
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

  #detail(task: number, name: string, state: TaskState): string {
    switch (state.kind) {
      case 'completed':
        return completedDetail(state);
      case 'failed':
        return `attempt ${state.attempt}: ${oneLine(state.failure.message)}`;
      case 'skipped':
        return oneLine(skipText(this.#run.state.plan, state.because));
      case 'cancelled':
        return 'cancelled';
      case 'running': {
        const attempt = state.attempt > 1 ? `attempt ${state.attempt}, ` : '';
        return `${attempt}${duration(this.#now() - state.since)} ${oneLine(this.#progress.get(name) ?? '')}`;
      }
      case 'backing_off':
        return `attempt ${state.attempt} in ${duration(state.until - this.#now())}: ${oneLine(state.failure?.message ?? 'to be done again')}`;
      case 'ready':
        return `waits for ${this.#run.waitsFor(task).join('; ') || 'its turn'}`;
      case 'undecided':
        return 'its condition is being evaluated';
      case 'waiting':
        return `waits for ${this.#unsettledDependencies(task)}`;
    }
  }

  #unsettledDependencies(task: number): string {
    const { plan, tasks } = this.#run.state;
    const own = plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1]);
    const open = [...own].filter((dependency) => {
      const kind = tasks[dependency]?.kind;
      return kind === 'waiting' || kind === 'ready' || kind === 'running' || kind === 'backing_off';
    });
    return open.map((dependency) => plan.names[dependency]).join(', ');
  }

  #cut(line: string): string {
    return cliTruncate(line, this.#terminal.width - 1);
  }
}

function completedDetail({ attempt, startedAt, endedAt }: TaskState & { kind: 'completed' }): string {
  if (attempt === 0) return 'carried over';
  return `${duration(endedAt - startedAt)}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
}

const oneLine = (text: string): string => safe(text).split('\n', 1)[0] ?? '';
