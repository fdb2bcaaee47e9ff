/** What stands in a run of the kill test at a position: to be known without having been there. */
export function eventAt(run, position) {
  if (position === 0) return { type: 'run_started', at: 1 };
  const value = `${run}/${position} ${'x'.repeat((position * 37) % 900)}`;
  return { type: 'attempt_succeeded', at: position, task: position, attempt: 1, output: { kind: 'inline', value } };
}
