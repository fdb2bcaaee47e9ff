import {
  type Action,
  DefinitionError,
  InternalError,
  type Problem,
  type ResourceRequest,
  type TaskDefinition,
} from '@codomyrmex/core';
import { moduleNames } from '../definition/aliases.ts';
import { type ActionCatalog, findAction } from '../definition/catalog.ts';
import { checkTask, type TaskCheck, tasksRead } from '../definition/check-task.ts';
import { type Confinement, confinementOf } from '../effects/confinement.ts';
import { compileParameters, type ParametersTemplate } from '../expression/parameters-template.ts';
import type { PluginRegistry } from '../registry/plugin-registry.ts';
import type { ActionWork } from '../runtime/run-plan.ts';
import { shortly } from '../workflows/invalid-workflow.ts';
import { catalogOf } from '../workflows/prepare-run.ts';
import { sharedRequests, timeoutOf } from '../workflows/work-members.ts';

export type MadeWork =
  | { readonly ok: true; readonly work: ActionWork }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What is known of a task once its plugin is loaded. */
type LoadedWork = Pick<ActionWork, 'action' | 'entry' | 'confinement'>;

/** Makes what single tasks do out of their written form. */
export class TaskWorks {
  readonly #registry: PluginRegistry;
  readonly #catalog: ActionCatalog;
  /** Actions that tasks were found good with, by the address that the tasks wrote. */
  readonly #actions = new Map<string, Action>();
  readonly #requests = new Map<string, readonly ResourceRequest[]>();

  constructor(registry: PluginRegistry) {
    this.#registry = registry;
    this.#catalog = catalogOf(registry);
  }

  /**
   * Checked now where the task's plugin is loaded, or is known not to be there. Plugins load without being waited for, so a
   * task of one that is not loaded yet is checked before its first attempt: what is wrong with it is then its failure.
   */
  make(step: TaskDefinition): MadeWork {
    return this.#isUnloaded(step.module) ? this.later(step) : this.#checked(step);
  }

  /** For a task that was checked when it was added: its plugin is loaded when it runs. */
  later(step: TaskDefinition): MadeWork {
    const compiled = compileParameters(step.parameters ?? {});
    if (!compiled.ok) return this.#checked(step);
    const template = compiled.template;
    const reads = tasksRead(template.references);
    return { ok: true, work: new UnloadedWork(step, { template, reads, requests: this.#requestsOf(step) }, this) };
  }

  /** Loads the plugin and checks the task. @throws DefinitionError with every problem. */
  async loaded(step: TaskDefinition): Promise<LoadedWork> {
    await this.#registry.loadTaps();
    await this.#registry.load(moduleNames(step.module));
    const made = this.#checked(step);
    if (made.ok) return made.work;
    throw invalidTask(step.name, made.problems);
  }

  #checked(step: TaskDefinition): MadeWork {
    const checked = this.#plain(step) ?? checkTask(step, this.#catalog);
    if (!checked.ok) return checked;
    const { action, template, reads } = checked.task;
    this.#actions.set(addressOf(step), action);
    return {
      ok: true,
      work: {
        kind: 'action',
        action,
        entry: this.#registry.entryOf(action.module) ?? '',
        confinement: confinementOf(step, action),
        parameters: template,
        reads,
        timeoutMs: timeoutOf(step, action),
        requests: this.#requestsOf(step),
      },
    };
  }

  /** The same check for what most tasks are: an action that was met before, with parameters that are right and hold no expression. */
  #plain(step: TaskDefinition): TaskCheck | undefined {
    const action = this.#actions.get(addressOf(step));
    if (action === undefined || step.isolation !== undefined || step.limits !== undefined) return undefined;
    const compiled = hasMembers(step.parameters) ? compileParameters(step.parameters) : NO_PARAMETERS;
    if (!compiled.ok || !compiled.template.isConstant || !accepts(action, compiled.template)) return undefined;
    return { ok: true, task: { action, template: compiled.template, reads: NOTHING } };
  }

  #isUnloaded(module: string): boolean {
    if (findAction(this.#catalog, module, '').kind !== 'unknown_module') return false;
    return moduleNames(module).some((name) => this.#registry.modules.includes(name));
  }

  #requestsOf(step: TaskDefinition): readonly ResourceRequest[] {
    return sharedRequests(step.resources, this.#requests);
  }
}

/** Shared by all tasks without parameters. */
const NO_PARAMETERS = compileParameters({});
const NOTHING: readonly string[] = [];

const addressOf = ({ module, action }: TaskDefinition): string => `${module} ${action}`;

function hasMembers(parameters: TaskDefinition['parameters']): boolean {
  for (const _ in parameters) return true;
  return false;
}

/** An action's schema may run code of its plugin; one that throws is told by the whole check. */
function accepts(action: Action, template: ParametersTemplate): boolean {
  try {
    return action.input.safeParse(template.literals()).success;
  } catch {
    return false;
  }
}

export function invalidTask(name: string, problems: readonly Problem[]): DefinitionError {
  return new DefinitionError(`task "${name}" is not valid: ${shortly(problems)}`, problems, { code: 'INVALID_TASK' });
}

interface KnownWork {
  readonly template: ParametersTemplate;
  readonly reads: readonly string[];
  readonly requests: readonly ResourceRequest[];
}

/** Work whose plugin is loaded at its first attempt. */
class UnloadedWork implements ActionWork {
  readonly kind = 'action';
  readonly #step: TaskDefinition;
  readonly #known: KnownWork;
  readonly #works: TaskWorks;
  #loaded: LoadedWork | undefined;

  constructor(step: TaskDefinition, known: KnownWork, works: TaskWorks) {
    this.#step = step;
    this.#known = known;
    this.#works = works;
  }

  get action(): Action {
    return this.#ready().action;
  }

  get entry(): string {
    return this.#ready().entry;
  }

  get confinement(): Confinement | undefined {
    return this.#ready().confinement;
  }

  get parameters(): ParametersTemplate {
    return this.#known.template;
  }

  get reads(): readonly string[] {
    return this.#known.reads;
  }

  get requests(): readonly ResourceRequest[] {
    return this.#known.requests;
  }

  /** An action's own timeout is not known before its plugin is loaded; the task's own holds. */
  get timeoutMs(): number | undefined {
    const { timeout } = this.#step;
    return typeof timeout === 'number' ? timeout * 1000 : undefined;
  }

  get load(): (() => Promise<void>) | undefined {
    if (this.#loaded !== undefined) return undefined;
    return async () => {
      this.#loaded = await this.#works.loaded(this.#step);
    };
  }

  #ready(): LoadedWork {
    if (this.#loaded !== undefined) return this.#loaded;
    throw new InternalError(`the plugin of task "${this.#step.name}" was not loaded`);
  }
}
