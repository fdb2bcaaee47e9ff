import type { RunId } from '@codomyrmex/core';
import type { CheckedStep, CheckedWorkflow } from '../definition/checked-workflow.ts';
import { runParameters } from '../definition/run-parameters.ts';
import { itemCount } from '../runtime/items-run.ts';
import type { RunHistory } from './run-history.ts';
import { newestDurations, type StepEstimate } from './step-estimates.ts';

export type SketchedWorkflow = Pick<CheckedWorkflow, 'definition' | 'plan' | 'steps'>;

/** What is known of a run before it is simulated. */
export interface Sketch {
  readonly workflow: SketchedWorkflow;
  /** By task. */
  readonly parts: readonly Part[];
}

/** What is known of a task. */
export type Part =
  /** How long it takes; `because`: why it is not looked into. */
  | { readonly kind: 'whole'; readonly estimate: StepEstimate | undefined; readonly because?: string | undefined }
  | { readonly kind: 'workflow'; readonly sketch: Sketch }
  | { readonly kind: 'items'; readonly count: ItemCount; readonly each: Each };

/** What one item does: how many milliseconds each took, as far as it is known, or a run that is the same for all. */
export type Each =
  | { readonly kind: 'whole'; readonly estimates: readonly (StepEstimate | undefined)[] }
  | { readonly kind: 'workflow'; readonly sketch: Sketch };

/** How many items a step has, and who says so: whoever asks, the definition, the newest run, or nobody. */
export interface ItemCount {
  readonly items: number;
  readonly from: 'given' | 'definition' | 'history' | 'unknown';
}

export interface SketchPorts {
  readonly history: RunHistory;
  /** Numbers of items by step, of one in a workflow by its path: `each`, `sub/each`. */
  readonly items: Readonly<Record<string, number>>;
}

/** More than anybody looks at, and a few seconds to play. */
const MAX_TASKS = 100_000;
/** Items whose own runs are looked into for how long their steps take. */
const SAMPLED = 10;

/** Sketches workflows, the workflows in them and their items, until there are a hundred thousand tasks. */
export class Sketcher {
  readonly #ports: SketchPorts;
  #left = MAX_TASKS;
  /** Steps with items, by path. */
  readonly withItems = new Set<string>();

  constructor(ports: SketchPorts) {
    this.#ports = ports;
  }

  /** `runs`: those that durations are taken from, the best first. Workflows are in each other to a small depth: recursion is safe. */
  async of(workflow: SketchedWorkflow, runs: readonly RunId[], path = ''): Promise<Sketch> {
    this.#left -= workflow.plan.size;
    const known = await newestDurations(this.#ports.history, runs, workflow.plan.names);
    const parts: Part[] = [];
    for (const [task, step] of workflow.steps.entries()) {
      const name = workflow.plan.names[task] ?? '';
      const whole = (because?: string): Part => ({ kind: 'whole', estimate: known.get(name), because });
      parts.push(await this.#part({ step, workflow, runs, path: `${path}${name}`, name, whole }));
    }
    return { workflow, parts };
  }

  async #part(sketched: Sketched): Promise<Part> {
    const { step, whole, path } = sketched;
    if (step.items !== undefined) return this.#items(sketched);
    if (step.work.kind !== 'workflow') return whole();
    if (step.until !== undefined) return whole('how often its workflow runs is not known');
    const { workflow } = step.work;
    if (workflow.plan.size > this.#left) return whole(tooMany);
    const inner = await this.#ports.history.within(sketched.runs, sketched.name);
    return { kind: 'workflow', sketch: await this.of(workflow, await this.#runsOf(workflow, inner), `${path}/`) };
  }

  async #items(sketched: Sketched): Promise<Part> {
    const { step, workflow, runs, path, name, whole } = sketched;
    this.withItems.add(path);
    const { history } = this.#ports;
    const inner = await history.within(runs, name);
    const count = await this.#count(path, step, { workflow, inner });
    if (count.items === 0) return { kind: 'items', count, each: { kind: 'whole', estimates: [] } };
    const work = step.until === undefined && step.work.kind === 'workflow' ? step.work.workflow : undefined;
    const needed = count.items * (1 + (work?.plan.size ?? 0));
    if (needed > this.#left) return whole(tooMany);
    this.#left -= needed;
    if (work === undefined) return { kind: 'items', count, each: await this.#each(inner, count.items) };
    const sample: RunId[] = [];
    for (let item = 0; item < Math.min(SAMPLED, count.items); item++) {
      sample.push(...(await history.within(inner, String(item))));
    }
    return {
      kind: 'items',
      count,
      each: { kind: 'workflow', sketch: await this.of(work, await this.#runsOf(work, sample), `${path}/`) },
    };
  }

  async #each(inner: readonly RunId[], items: number): Promise<Each> {
    const names = Array.from({ length: items }, (_, item) => String(item));
    const known = await newestDurations(this.#ports.history, inner, names);
    return { kind: 'whole', estimates: names.map((name) => known.get(name)) };
  }

  /** Where it was part of the same workflow it was most like what is simulated; then where it ran on its own. */
  async #runsOf({ definition }: SketchedWorkflow, inner: readonly RunId[]): Promise<readonly RunId[]> {
    return [...inner, ...(await this.#ports.history.completed(definition.name))];
  }

  async #count(
    path: string,
    { items }: CheckedStep,
    { workflow, inner }: { readonly workflow: SketchedWorkflow; readonly inner: readonly RunId[] },
  ): Promise<ItemCount> {
    const { items: given } = this.#ports;
    if (Object.hasOwn(given, path)) return { items: given[path] ?? 0, from: 'given' };
    const written = counted(items, workflow);
    if (written !== undefined && items?.isConstant === true) return { items: written, from: 'definition' };
    for (const run of inner) {
      const past = await this.#ports.history.of(run);
      if (past !== undefined) return { items: past.size, from: 'history' };
    }
    return written === undefined ? { items: 1, from: 'unknown' } : { items: written, from: 'definition' };
  }
}

interface Sketched {
  readonly step: CheckedStep;
  readonly workflow: SketchedWorkflow;
  readonly runs: readonly RunId[];
  readonly path: string;
  readonly name: string;
  readonly whole: (because?: string) => Part;
}

const tooMany = `more than ${MAX_TASKS} tasks would be simulated`;

/** By what is written, and the defaults of parameters; nothing where the items come out of a step or are not given. */
function counted(items: CheckedStep['items'], { definition }: SketchedWorkflow): number | undefined {
  const parameters = runParameters(definition, {});
  try {
    return itemCount(
      items?.evaluate({
        step: () => undefined,
        failures: () => [],
        params: parameters.ok ? parameters.values : {},
        run: { id: '', workflow: definition.name, workspace: '' },
      }),
    );
  } catch {
    return undefined; // only a run can say
  }
}
