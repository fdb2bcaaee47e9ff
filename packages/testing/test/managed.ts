import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OrchestratorOptions, WorkflowManager, type WorkflowManagerPorts } from '@codomyrmex/engine';
import { onTestFinished } from 'vitest';
import { createMemoryJournal, VirtualClock } from '../src/index.ts';
import { composed } from './acting.ts';
import { settledInTime } from './in-time.ts';
import { type Script, scripted } from './scripted.ts';

/** A step of the scripted action, without retries unless `more` says otherwise. */
export const work = (name: string, more: object = {}) => ({
  name,
  module: 'scripted',
  action: 'work',
  maxRetries: 0,
  ...more,
});

export interface Given {
  readonly script?: Partial<Script>;
  readonly journal?: ReturnType<typeof createMemoryJournal>;
  readonly ports?: Partial<WorkflowManagerPorts>;
  readonly options?: Partial<OrchestratorOptions>;
  /** Shared with another manager; a folder of its own unless given. */
  readonly dataFolder?: string;
}

/** A WorkflowManager on a folder of its own, in virtual time. */
export async function managed({ script = {}, journal = createMemoryJournal(), ports, options, ...given }: Given = {}) {
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const dataFolder = given.dataFolder ?? (await mkdtemp(join(tmpdir(), 'codomyrmex-managed-')));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const more = { clock, dataFolder, inbox: journal.inbox, ...options };
  const { orchestrator } = composed([actions.plugin], more, journal);
  const manager = new WorkflowManager({ orchestrator, workspace: dataFolder, ...ports });
  const inTime = <Value>(answer: Promise<Value>): Promise<Value> => settledInTime(clock, answer);
  return { actions, clock, dataFolder, inTime, journal, manager, orchestrator };
}
