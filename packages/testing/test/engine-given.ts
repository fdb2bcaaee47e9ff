import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchestrationEngine, type OrchestrationEnginePorts } from '@codomyrmex/engine';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../src/index.ts';
import { composed } from './acting.ts';
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
  /** Files are read in real time, so a timer is waited for before time is let pass. */
  const inTime = async <Value>(answer: Promise<Value>): Promise<Value> => {
    let isOver = false;
    const mark = () => {
      isOver = true;
    };
    answer.then(mark, mark);
    while (!isOver) {
      await clock.settle();
      if (!isOver && orchestrator.runtime.live.size > 0) await clock.advance(1_000);
    }
    return answer;
  };
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
