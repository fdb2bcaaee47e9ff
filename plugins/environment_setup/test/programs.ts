import { projectFolder } from '@codomyrmex/testing/vitest';
import { onTestFinished, vi } from 'vitest';

/** Puts programs of these names, each a script for sh, before all others on PATH until the test is over. */
export async function programs(scripts: Readonly<Record<string, string>>): Promise<string> {
  const folder = await projectFolder(
    Object.fromEntries(Object.entries(scripts).map(([name, script]) => [name, `#!/bin/sh\n${script}\n`])),
  );
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return folder;
}
