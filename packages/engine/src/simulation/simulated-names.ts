import { type RunId, runId } from '@codomyrmex/core';

/** The run that is simulated; runs in it are named after it. */
export const SIMULATED: RunId = runId('simulated');

/** What is waited for, in the words of the one run that there is: `1 slots of the run, held by load` or `held by sub/build`. */
export function shown(text: string): string {
  return text
    .replaceAll(/run:simulated~([\w.~@-]+)/g, (_, path: string) => `the run of ${path.replaceAll('~', '/')}`)
    .replaceAll(/run simulated~([\w.~@-]+) \/ /g, (_, path: string) => `${path.replaceAll('~', '/')}/`)
    .replaceAll(`run:${SIMULATED}`, 'the run')
    .replaceAll(`run ${SIMULATED} / `, '');
}
