// All examples of document 2, one after the other, each in a folder of its own that is gone afterwards.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('.', import.meta.url));
const self = basename(import.meta.url);
const examples = readdirSync(built).filter((file) => /^2-\d+-.*\.js$/.test(file) && file !== self);

for (const example of examples) {
  const [, number, name = ''] = /^2-(\d+)-(.*)\.js$/.exec(example) ?? [];
  console.log(`== ${number}: ${name.replaceAll('-', ' ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    execFileSync(process.execPath, [join(built, example)], { cwd: folder, stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Output:
// == 1: basic workflow creation
// greeting: completed
// …
// == 2: project management
// …
// == 3: task orchestration
// …
// == 4: resource management
// …
// == 5: complex workflow
// …
// == 6: performance monitoring
// …
// == 7: health check
// …
// == 8: comprehensive demonstration
// Succeeded: true, 7 steps
// …
