import type { CarriedTask, RunRetry } from '@codomyrmex/dag';
import type { OutputStore } from '../runtime/output.ts';

/** Characters of outputs that one event may carry; below it everything stays as the earlier run had it. */
const TOGETHER = 4_194_304;
/** Above that, every output that is longer goes to the payload store. */
const SINGLE = 1_024;

/** The same retry, in an event of bounded size also where thousands of tasks are carried over. */
export async function bounded({ payloads }: OutputStore, retry: RunRetry): Promise<RunRetry> {
  if (payloads === undefined || charactersOf(retry.carried) <= TOGETHER) return retry;
  const carried: CarriedTask[] = [];
  for (const task of retry.carried) {
    const json = jsonOf(task);
    if (json.length <= SINGLE) carried.push(task);
    else {
      const hash = await payloads.write(json);
      carried.push({ ...task, output: { kind: 'payload', hash, bytes: Buffer.byteLength(json) } });
    }
  }
  return { ...retry, carried };
}

function charactersOf(carried: readonly CarriedTask[]): number {
  let characters = 0;
  for (const task of carried) characters += jsonOf(task).length;
  return characters;
}

/** Empty for what stands in the payload store already. */
const jsonOf = ({ output }: CarriedTask): string =>
  output.kind === 'inline' ? (JSON.stringify(output.value) ?? 'null') : '';
