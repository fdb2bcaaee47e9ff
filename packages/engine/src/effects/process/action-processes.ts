import { randomUUID } from 'node:crypto';
import type { AttemptContext } from '../action-context.ts';
import type { Confinement } from '../confinement.ts';
import { attemptCookie } from '../cookie.ts';
import { variable } from '../process-environment.ts';
import type { IsolatedJob } from '../thread-protocol.ts';
import { Abilities, type EnforcingPrograms } from './abilities.ts';
import { ActionProcess } from './action-process.ts';
import { launchOf } from './launch.ts';
import { messageLine } from './message-lines.ts';
import type { ToProcess } from './process-protocol.ts';

export interface ActionProcessesOptions {
  /** The programs that enforce limits and sandboxes; as PATH finds them unless given. */
  readonly programs?: EnforcingPrograms | undefined;
  /** Folders that no sandbox shows, also where they lie in its workspace: the engine's own data. */
  readonly hidden?: readonly string[] | undefined;
  /** Where the program of such a process is; needed only where this package is bundled into another file. */
  readonly program?: URL | undefined;
}

export interface ProcessConfinement extends Confinement {
  readonly isolation: 'process' | 'sandbox';
}

/** Processes for actions that are kept apart: a fresh one for each attempt, which ends with it. */
export class ActionProcesses {
  readonly #abilities: Abilities;
  readonly #hidden: readonly string[];
  #program: URL | undefined;

  constructor({ programs, hidden = [], program }: ActionProcessesOptions = {}) {
    this.#abilities = new Abilities(programs);
    this.#hidden = hidden;
    this.#program = program;
  }

  /**
   * Performs the job in a process of its own. The attempt's log says which isolation holds, and what does not.
   * @throws ActionError SANDBOX_UNAVAILABLE and LIMITS_UNENFORCEABLE before anything runs; OUT_OF_MEMORY, RESOURCE_LIMIT,
   * PROCESS_SIGNALLED and PROCESS_EXITED when the process ends without a result; and what the action throws.
   */
  async perform(job: IsolatedJob, context: AttemptContext, confinement: ProcessConfinement): Promise<unknown> {
    const { signal, log, graceMs, workspace } = context;
    signal.throwIfAborted();
    const mark = `CODOMYRMEX_PROCESS=${randomUUID()}`;
    const artifacts = confinement.isolation === 'sandbox' ? 'written' : 'visible';
    const order = messageLine({
      kind: 'perform',
      job: { ...job, artifacts, graceMs, environment: variable(mark) },
    } satisfies ToProcess);
    this.#program ??= processProgram();
    const launch = await launchOf(
      {
        ...confinement,
        workspace,
        entry: job.entry,
        effects: job.powers.traits.effects,
        mark,
        cookie: attemptCookie(context),
      },
      { abilities: this.#abilities, program: this.#program, hidden: this.#hidden },
    );
    signal.throwIfAborted();
    log.info(`isolation: ${launch.told}`);
    if (launch.warning !== undefined) log.warn(launch.warning);
    const started = await ActionProcess.start(launch, context);
    return started.perform(order);
  }
}

/** Beside the built file that this code is part of; run from its sources, the built one all the same. */
function processProgram(): URL {
  const place = import.meta.url.endsWith('.ts') ? '../../../dist/process-entry.js' : './process-entry.js';
  return new URL(place, import.meta.url);
}
