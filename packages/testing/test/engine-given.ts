import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchestrationEngine, type OrchestrationEnginePorts } from '@codomyrmex/engine';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { composed } from './acting.ts';
import { settledInTime } from './in-time.ts';
import { type Script, scripted } from './scripted.ts';

export const step = { module: 'scripted', action: 'work', max_retries: 0 };

/** An engine in virtual time on a data folder with one stored workflow, `pair`: `second` takes what `first` gave. */
export async function given(script: Partial<Script> = {}, ports: Partial<OrchestrationEnginePorts> = {}) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'codomyrmex-specification-'));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const clock = new VirtualClock();
  const actions = scripted(clock, script);
  const { orchestrator } = composed([actions.plugin], { clock, dataFolder });
  await orchestrator.workflows.write('pair', pair('pair'), { ending: '.json', ifTaken: 'refuse' });
  const engine = new OrchestrationEngine({ orchestrator, dataFolder, workspace: dataFolder, ...ports });
  const inTime = <Value>(answer: Promise<Value>): Promise<Value> =>
    settledInTime(clock, answer, () => orchestrator.runtime.live.size > 0);
  return { actions, clock, dataFolder, engine, inTime, orchestrator };
}

export const pair = (name: string): string =>
  JSON.stringify({
    name,
    parameters: { word: { type: 'string', default: 'none' } },
    steps: [
      { name: 'first', ...step, parameters: { value: '{{ word }}' } },
      { name: 'second', ...step, parameters: { value: '{{ first.output.value }}!' } },
    ],
  });
