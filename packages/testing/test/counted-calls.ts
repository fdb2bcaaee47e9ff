import { Session } from 'node:inspector/promises';

/** How often functions of a package's build were called while something was done: a measure of work that no clock has a part in. */
export async function countedCalls(inBuildOf: string, work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => url.includes(`/${inBuildOf}/dist/`))
      .flatMap(({ functions }) => functions)
      .reduce((calls, { ranges }) => calls + (ranges[0]?.count ?? 0), 0);
  } finally {
    session.disconnect();
  }
}
