import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Abilities, type Ability, type ConfigurationOrigin, dataFolderHealth, journalHealth } from '@codomyrmex/engine';
import { Command } from 'commander';
import { type CommandScope, perform } from '../command-run.ts';
import { type CommonOptions, common } from '../common-options.ts';
import { asCalled } from '../output/called-as.ts';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly message: string;
  /** What to do about it. */
  readonly advice: string | null;
}

export function doctorCommand(): Command {
  return common(new Command('doctor').description('look at this machine, the data folder and the plugins')).action(
    doctor,
  );
}

function doctor(options: CommonOptions): Promise<void> {
  return perform(options, async (scope) => {
    const looked = await Promise.all([git(), isolation(), folder(scope), journal(scope), plugins(scope)]);
    const findings = [node(), configured(scope), ...looked.flat()];
    const ok = findings.every((finding) => finding.ok);
    if (scope.json) scope.terminal.json({ ok, findings });
    else {
      for (const finding of findings) scope.terminal.data(findingText(scope, finding));
    }
    return ok ? 0 : 1;
  });
}

/** What is well and has advice all the same is lacking without being a fault. */
function findingText({ terminal }: CommandScope, { ok, check, message, advice }: Finding): string {
  const { green, red, yellow } = terminal.outColors;
  if (advice === null) return `${ok ? green('✓') : red('✗')} ${check}: ${asCalled(message)}`;
  return `${ok ? yellow('–') : red('✗')} ${check}: ${asCalled(message)}\n    ${asCalled(advice)}`;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { check: 'node', ok, message: process.versions.node, advice: ok ? null : 'Node 20.19 or later is needed.' };
}

/** What differs from the defaults, and where that was said. */
function configured({ configuration }: CommandScope): Finding {
  const set = Object.entries(configuration.origins).flatMap(([key, origin]) =>
    origin.kind === 'default' ? [] : [`${key} from ${originText(origin)}`],
  );
  return { check: 'configuration', ok: true, message: set.join(', ') || 'defaults', advice: null };
}

function originText(origin: ConfigurationOrigin): string {
  switch (origin.kind) {
    case 'default':
      return 'the defaults';
    case 'file':
      return origin.file;
    case 'environment':
      return origin.variable;
    case 'argument':
      return 'the command line';
  }
}

/** Without git everything works but the history of a project. */
async function git(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version']);
    return { check: 'git', ok: true, message: stdout.trim(), advice: null };
  } catch {
    return { check: 'git', ok: true, message: 'not found', advice: 'Steps that look into history will be skipped.' };
  }
}

/** What this machine can enforce of a step's isolation and limits; without it steps that ask for it are refused or warned. */
async function isolation(): Promise<readonly Finding[]> {
  const abilities = new Abilities();
  const [limits, sandbox] = await Promise.all([abilities.limits(), abilities.sandbox()]);
  return [able('limits', limits), able('sandbox', sandbox)];
}

function able(check: string, ability: Ability): Finding {
  return ability.ok
    ? { check, ok: true, message: `enforced by ${ability.what}`, advice: null }
    : { check, ok: true, message: `cannot be enforced: ${ability.reason}`, advice: ability.advice };
}

async function folder({ dataFolder }: CommandScope): Promise<Finding> {
  const { status, issues } = await dataFolderHealth(dataFolder);
  const ok = status !== 'unhealthy';
  return {
    check: 'data folder',
    ok,
    message: issues.join('; ') || dataFolder,
    advice: ok ? null : 'Name another with --data-dir.',
  };
}

async function journal(scope: CommandScope): Promise<readonly Finding[]> {
  const { store, orchestrator } = await scope.open();
  const { status, issues } = await journalHealth({ journal: orchestrator.runtime, dataFolder: scope.dataFolder });
  const ok = status !== 'unhealthy';
  const damaged = store.problems().map((problem) => ({
    check: 'journal',
    ok: false,
    message: problem.message,
    advice: problem.suggestions[0] ?? null,
  }));
  return [{ check: 'journal', ok, message: issues.join('; ') || 'readable', advice: null }, ...damaged];
}

async function plugins(scope: CommandScope): Promise<readonly Finding[]> {
  const { registry } = await scope.orchestrator();
  return Promise.all(
    registry.modules.map(async (module): Promise<Finding> => {
      const check = `plugin ${module}`;
      try {
        const { version, actions } = await registry.plugin(module);
        return { check, ok: true, message: `${version}, ${Object.keys(actions).length} actions`, advice: null };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { check, ok: false, message, advice: `npm install ${registry.packageOf(module) ?? ''}` };
      }
    }),
  );
}
