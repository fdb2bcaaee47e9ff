import { readFileSync } from 'node:fs';

const wanted = process.argv.slice(2);

// A reader that closed its end (head, less) is no error of ours, and there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

if (wanted.length === 1 && (wanted[0] === '--version' || wanted[0] === '-V')) {
  process.stdout.write(`${version()}\n`);
} else {
  const { runProgram } = await import('./program.ts');
  await runProgram(wanted, version());
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}
