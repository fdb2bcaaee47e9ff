import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { isOrchestrationError, UsageError } from '@codomyrmex/core';
import { createPlugin } from './create-plugin.ts';
import { nextSteps } from './next-steps.ts';

// The program of `npm create codomyrmex-plugin NAME`.

const usage = `usage: npm create codomyrmex-plugin NAME [-- --yes] [--folder FOLDER]

  NAME      weather, codomyrmex-plugin-weather, @acme/weather
  --yes     ask nothing
  --folder  where it is made; a folder of the package's name unless given
  --version the version of this program`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      yes: { type: 'boolean', short: 'y' },
      folder: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
  if (values.help === true) console.log(usage);
  else if (values.version === true) console.log(ownVersion());
  else {
    if (positionals.length > 1) throw new UsageError(`one name is wanted, not ${positionals.join(' ')}`);
    const name = positionals[0] ?? (await asked(values.yes === true));
    const { folder } = values;
    const created = createPlugin({ name, ...(folder !== undefined && { folder }) });
    console.log(nextSteps(created, relative(process.cwd(), created.folder)));
  }
} catch (error) {
  console.error(`error ${error instanceof Error ? error.message : String(error)}`);
  if (isOrchestrationError(error)) for (const line of error.suggestions) console.error(`  ${line}`);
  else console.error(usage);
  process.exitCode = 2;
}

function ownVersion(): string {
  const described: unknown = createRequire(import.meta.url)('../package.json');
  return typeof described === 'object' && described !== null && 'version' in described ? String(described.version) : '';
}

async function asked(isQuiet: boolean): Promise<string> {
  if (isQuiet || !process.stdin.isTTY) {
    throw new UsageError('no name was given', { suggestions: ['npm create codomyrmex-plugin weather'] });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question('Name of the plugin (weather, @acme/weather): ')).trim();
  } finally {
    lines.close();
  }
}
