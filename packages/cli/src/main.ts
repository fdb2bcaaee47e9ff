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
  const { runProgram } = await import('./program.ts').catch(unloadable);
  await runProgram(wanted, version());
}

/** Nothing is loaded that could tell it better: too few open files are allowed, or the installation is not whole. */
function unloadable(error: unknown): never {
  process.stderr.write(
    `error codomyrmex cannot be loaded: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.stderr.write('  Raise the limit of open files (ulimit -n) when it is too low; otherwise install it again.\n');
  process.exit(1);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}
