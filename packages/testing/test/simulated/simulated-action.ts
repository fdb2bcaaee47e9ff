import { ActionError, defineAction, definePlugin, NotApplicable, type Plugin } from '@codomyrmex/core';
import * as z from 'zod';
import { chanceOf, type Draws } from './draws.ts';
import type { RunHistory } from './run-history.ts';
import type { WorkAtHand } from './work-at-hand.ts';

/** The longest that a step takes that is not hanging, and that one takes to end when it is asked to, in milliseconds. */
const LONGEST = 900;
const SLOWEST_END = 700;
const LARGE = 40_000;

export interface SimulatedActionPorts {
  readonly process: string;
  readonly seed: number;
  readonly draws: Draws;
  readonly work: WorkAtHand;
  /** Time of the process. */
  readonly after: (milliseconds: number, due: () => void) => () => void;
  readonly isAlive: () => boolean;
  readonly history: (run: string) => RunHistory | undefined;
  /** The process that may append to a run. */
  readonly owner: (run: string) => string | undefined;
  readonly violated: (text: string) => void;
  readonly told: (text: string) => void;
  /** What a call came back with. */
  readonly returned: (run: string, task: string, attempt: number, output: unknown) => void;
}

type Ending = 'succeeds' | 'fails' | 'fails for good' | 'declines' | 'hangs';

/** How an attempt ends after so many failures: the same in every run of a workflow, whatever happened in between. */
function endingOf(ports: SimulatedActionPorts, history: RunHistory, task: string): Ending {
  const chance = chanceOf(ports.seed, `${history.record.workflow}/${task}/${history.failedAttempts(task)}`);
  if (chance < 0.66) return 'succeeds';
  if (chance < 0.84) return 'fails';
  if (chance < 0.9) return 'fails for good';
  // Nothing but its own time ends an action that hangs.
  const step = history.stepOf(task);
  const isTimed = step !== undefined && 'timeouts' in step && JSON.stringify(step.timeouts).includes('attempt');
  return chance < 0.95 && isTimed ? 'hangs' : 'declines';
}

// Made once: a schema costs more than a run of a few steps.
const input = z.object({ value: z.unknown().optional(), large: z.boolean().optional() });
const output = z.object({ task: z.string(), attempt: z.number(), value: z.unknown() });

/** The plugin of one process: its one action takes a random time and looks, at every call, whether it may be called. */
export function simulatedPlugin(ports: SimulatedActionPorts): Plugin {
  const { process, draws, work, after, isAlive } = ports;
  const action = defineAction({
    title: 'Takes its time',
    input,
    output,
    effects: [],
    idempotent: true,
    run: ({ run, task, attempt, signal }, { value, large }) => {
      if (!isAlive()) return new Promise<never>(() => undefined);
      const history = ports.history(run);
      if (history === undefined) throw new Error(`run ${run} is not stored`);
      ports.told(`${process} calls ${run}/${task}/${attempt}`);
      const reason = history.whyNotCall(task, attempt);
      if (reason !== undefined) ports.violated(`run ${run}: ${task}/${attempt} is called though ${reason}`);
      const owner = ports.owner(run);
      if (owner !== process) ports.violated(`run ${run}: ${task} is called in ${process}, and ${owner} has the run`);
      const call = { process, history, task, attempt };
      work.begin(call);
      const ending = endingOf(ports, history, task);
      return new Promise((resolve, reject) => {
        let isOver = false;
        const end = (told: string, settle: () => void): void => {
          if (isOver) return;
          isOver = true;
          work.end(call);
          ports.told(`${process} ends ${run}/${task}/${attempt}: ${told}`);
          settle();
        };
        const succeed = (): void => {
          if (isOver) return;
          const given = { task, attempt, value: large === true ? 'x'.repeat(LARGE) : (value ?? null) };
          ports.returned(run, task, attempt, given);
          end('succeeds', () => resolve(given));
        };
        const leave = after(ending === 'hangs' ? 1e9 : draws.upTo(LONGEST), () =>
          ending === 'succeeds' ? succeed() : end(ending, () => reject(thrown(task, ending))),
        );
        signal.addEventListener('abort', () => {
          if (isOver) return;
          leave();
          const isLate = draws.chance(0.2);
          after(draws.chance(0.5) ? 0 : draws.upTo(SLOWEST_END), () =>
            isLate ? succeed() : end('stopped', () => reject(signal.reason)),
          );
        });
      });
    },
  });
  return definePlugin({
    module: 'scripted',
    version: '0.0.0',
    description: 'Does what a seed says.',
    entry: import.meta.url,
    actions: { work: action },
  });
}

function thrown(task: string, ending: Exclude<Ending, 'succeeds'>): Error {
  if (ending === 'declines') return new NotApplicable('nothing to do here');
  if (ending === 'fails for good') return new ActionError(`${task} fails for good`, { retryable: false });
  return new Error(`${task} fails`);
}
