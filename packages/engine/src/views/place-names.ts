import {
  innerRunPath,
  type RunId,
  runId,
  type StepDefinition,
  type WorkflowDefinition,
  withoutAttempt,
} from '@codomyrmex/core';
import type { RunRecord } from '@codomyrmex/dag';
import { hasItems } from '../definition/step-kind.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { storedDefinition } from '../runtime/stored-definition.ts';

type Steps = Pick<WorkflowDefinition, 'on_failure_steps' | 'finally' | 'workflows'> & {
  readonly steps: readonly StepDefinition[];
};

type Part = { readonly kind: 'step' | 'item'; readonly text: string };

/** Of what is in a run, beginning at it. `undefined` when there is no such run. */
export async function placeNames(runtime: Pick<Runtime, 'record'>, run: RunId): Promise<PlaceNames | undefined> {
  const [outermost = ''] = innerRunPath(run);
  const record = await runtime.record(runId(outermost));
  return record === undefined ? undefined : new PlaceNames(record, run);
}

/**
 * How readers name what is in a run: `build`, `each[3]`, `sub/build`, `many[2]/ship`. A second attempt of a step that consists of
 * a run is `sub@2`.
 */
export class PlaceNames {
  readonly #record: RunRecord;
  #parsed: Steps | undefined;
  readonly #base: number;
  readonly #steps = new Map<Steps, ReadonlyMap<string, StepDefinition>>();

  /** @param outermost the record of the run that is in no other: its definition says what is in what · @param base the run that names begin in; the outermost unless given. */
  constructor(outermost: RunRecord, base: string = outermost.id) {
    this.#record = outermost;
    this.#base = innerRunPath(base).length - 1;
  }

  /** Of a task, or of the step or item that the run is. */
  name(run: string, task?: string): string {
    const [, ...way] = innerRunPath(run);
    const parts = this.#parts(task === undefined ? way : [...way, task]).slice(this.#base);
    return parts
      .map(({ kind, text }, index) => (kind === 'item' ? `[${text}]` : `${index === 0 ? '' : '/'}${text}`))
      .join('');
  }

  /** The same without attempts: for readers who see one attempt of each step. */
  plainName(run: string, task?: string): string {
    return this.name(run.replaceAll(/@\d+/g, ''), task);
  }

  /** Parsed when the first name needs it: a long definition takes a while. */
  get #outermost(): Steps {
    this.#parsed ??= storedDefinition(this.#record);
    return this.#parsed;
  }

  #parts(way: readonly string[]): readonly Part[] {
    const [first, ...rest] = way;
    if (first === undefined || rest.length === 0) return first === undefined ? [] : [{ kind: 'step', text: first }];
    const parts: Part[] = [];
    let definition: Steps | undefined = this.#outermost;
    let items: StepDefinition | undefined;
    for (const text of way) {
      if (items !== undefined) {
        parts.push({ kind: 'item', text });
        definition = innerDefinition(definition, items);
        items = undefined;
        continue;
      }
      parts.push({ kind: 'step', text });
      const step: StepDefinition | undefined = this.#step(definition, withoutAttempt(text));
      if (step !== undefined && hasItems(step)) items = step;
      else definition = step === undefined ? undefined : innerDefinition(definition, step);
    }
    return parts;
  }

  #step(definition: Steps | undefined, name: string): StepDefinition | undefined {
    if (definition === undefined) return undefined;
    const known = this.#steps.get(definition) ?? byName(definition);
    this.#steps.set(definition, known);
    return known.get(name);
  }
}

function byName({ steps, on_failure_steps: failing = [], finally: last = [] }: Steps): Map<string, StepDefinition> {
  return new Map([...steps, ...failing, ...last].map((step) => [step.name, step]));
}

function innerDefinition(definition: Steps | undefined, { workflow }: StepDefinition): Steps | undefined {
  return workflow === undefined ? undefined : definition?.workflows?.[workflow];
}
