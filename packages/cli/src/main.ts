import { environment } from './config.ts';
import { loadProgram } from './load-program.ts';
import { mindReaders } from './output/lost-reader.ts';
import { writeStdout } from './output/own-stdout.ts';

/** Of the package, given by the bundler. */
declare const codomyrmexVersion: string;

const wanted = process.argv.slice(2);

if (wanted.length === 1 && (wanted[0] === '--version' || wanted[0] === '-V')) {
  mindReaders();
  writeStdout(`${codomyrmexVersion}\n`);
} else if (wanted[0] === 'complete') {
  mindReaders();
  import('./completion/complete.ts').then(({ complete }) => complete(wanted.slice(1), environment())).catch(unloadable);
} else {
  run();
}

/** A command whose work waits for what never comes would leave with 0 when nothing is left that could wake it. */
function run(): void {
  const unended = (): void => {
    process.stderr.write('error what the command waits for cannot come any more\n');
    process.exitCode = 13; // as Node itself leaves when a module waits in vain
  };
  process.once('beforeExit', unended);
  loaded()
    .runProgram(wanted, codomyrmexVersion)
    .then(() => process.removeListener('beforeExit', unended))
    .catch((error: unknown) => {
      process.removeListener('beforeExit', unended);
      // Out of the promise, so that it is an uncaught exception.
      setImmediate(() => {
        throw error;
      });
    });
}

function loaded(): ReturnType<typeof loadProgram> {
  try {
    return loadProgram(wanted);
  } catch (error) {
    return unloadable(error);
  }
}

/** Nothing is loaded that could tell it better: too few open files are allowed, or the installation is not whole. */
function unloadable(error: unknown): never {
  process.stderr.write(
    `error codomyrmex cannot be loaded: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.stderr.write('  Raise the limit of open files (ulimit -n) when it is too low; otherwise install it again.\n');
  process.exit(1);
}
