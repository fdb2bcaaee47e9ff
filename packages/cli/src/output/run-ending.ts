import { failureFrom, runId } from '@codomyrmex/core';
import { placeNames, type RunDocument, runsFolder, type StepResult, tailStepLog } from '@codomyrmex/engine';
import type { CommandScope } from '../command-run.ts';
import { safe } from '../terminal.ts';
import { asCalled, program } from './called-as.ts';
import { presentations, presentedFiles } from './presentation.ts';
import { duration } from './times.ts';
import { quoted } from './wait-text.ts';

const TAIL_LINES = 8;
const NAMED_ITEMS = 10;

/** What is told of a run that has ended. */
export type EndedRun = Pick<
  RunDocument,
  'execution_id' | 'workflow_name' | 'retry_of' | 'status' | 'execution_time' | 'results' | 'errors'
>;

/**
 * How a run ended, for people: its steps, what they found, then what failed, last, with what to do. `words` are those of the
 * command that was given: one that began the run is said again after a failure, and none is recommended that was just given.
 */
export async function runEnding(
  scope: CommandScope,
  document: EndedRun,
  words: readonly string[] | undefined,
): Promise<void> {
  const { terminal } = scope;
  const { bold, green, red, yellow } = terminal.outColors;
  for (const presented of presentations(document, terminal.outWidth)) terminal.data(presented);
  const colored = document.status === 'completed' ? green : document.status === 'failed' ? red : yellow;
  const entries = Object.entries(document.results);
  terminal.data(
    `${bold(document.workflow_name)} ${colored(document.status)} in ${duration(document.execution_time * 1000)}: ${counts(entries)}${carriedOver(document)}`,
  );
  for (const error of document.errors.filter((text) => !text.startsWith('Step '))) terminal.error(red(safe(error)));
  for (const [name, result] of entries) {
    if (result.status === 'skipped') terminal.note(`  ${name} skipped: ${safe(result.skipped_because ?? '')}`);
  }
  for (const [name, result] of entries) {
    if (result.status === 'failed') await failedStep(scope, document, { name, result });
  }
  terminal.note(nextCommands(document, words).join('\n'));
  // The last line, so that it is what stays in sight.
  for (const file of presentedFiles(document)) terminal.data(`report: ${file}`);
}

function counts(entries: readonly (readonly [string, StepResult])[]): string {
  const byStatus = new Map<string, number>();
  for (const [, { status }] of entries) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const cached = entries.filter(([, result]) => result.cached).length;
  const ofThem = cached === 0 ? '' : ` (${cached} from the cache)`;
  return [...byStatus].map(([status, count]) => `${count} ${status}${status === 'completed' ? ofThem : ''}`).join(', ');
}

function carriedOver({ retry_of: earlier, results }: EndedRun): string {
  if (earlier === undefined) return '';
  const steps = Object.values(results);
  const whole = steps.filter(({ carried }) => carried === true).length;
  const inside = carriedInside(steps);
  const others = inside === 0 ? '' : `, and ${inside} inside steps that ran again`;
  return `; ${whole} carried over from run ${earlier}${others}`;
}

/** Items, and steps of workflows, in what ran again. Workflows are in each other to a small depth: recursion is safe. */
function carriedInside(ran: readonly Pick<StepResult, 'items' | 'steps'>[]): number {
  let count = 0;
  for (const { items = [], steps = {} } of ran) {
    const inside = [...items, ...Object.values(steps)];
    count += inside.filter(({ carried }) => carried === true).length + carriedInside(inside);
  }
  return count;
}

async function failedStep(
  scope: CommandScope,
  { execution_id }: EndedRun,
  { name, result }: { readonly name: string; readonly result: StepResult },
): Promise<void> {
  const { terminal } = scope;
  const { red, dim, bold } = terminal.colors;
  const attempts = result.attempts === 1 ? '1 attempt' : `${result.attempts} attempts`;
  terminal.error(
    `\n${red('✗')} ${bold(name)} failed after ${attempts}: ${safe(result.error ?? '')} (${result.error_code})`,
  );
  const at = placeIn(result.details);
  if (at !== undefined) terminal.error(dim(`  at ${safe(at)}`));
  for (const suggestion of result.suggestions ?? []) terminal.error(`  ${safe(asCalled(suggestion))}`);
  for (const line of failedItems(result)) terminal.error(`  ${line}`);
  for (const line of await lastOfLog(scope, execution_id, { name, result })) terminal.error(dim(`  │ ${line}`));
  terminal.error(`  ${program()} run logs ${execution_id} ${name}`);
}

/** Where the action's code threw what its author did not foresee. */
function placeIn(details: unknown): string | undefined {
  const at = typeof details === 'object' && details !== null && 'at' in details ? details.at : undefined;
  return typeof at === 'string' ? at : undefined;
}

/** The end of what a step said. A log that cannot be read now does not keep the rest of the report from being told. */
async function lastOfLog(
  scope: CommandScope,
  execution: string,
  { name, result }: { readonly name: string; readonly result: StepResult },
): Promise<readonly string[]> {
  try {
    const { runtime } = await scope.orchestrator();
    const names = result.run === undefined ? undefined : await placeNames(runtime, runId(execution));
    const tail = await tailStepLog(runsFolder(scope.dataFolder), execution, {
      task: name,
      count: TAIL_LINES,
      ...(names !== undefined && { inner: (run: string, task: string) => names.name(run, task) }),
    });
    return tail.map(({ task, message }) => `${task === name ? '' : `${task}  `}${safe(message)}`);
  } catch (error) {
    return [`its log cannot be read now: ${safe(failureFrom(error).message)}`];
  }
}

/** At most ten. */
function failedItems({ items = [] }: StepResult): readonly string[] {
  const failed = items.flatMap(({ status, error }, index) =>
    status === 'failed' ? [`[${index}] ${safe(error ?? '')}`] : [],
  );
  const more = failed.length > NAMED_ITEMS ? [`… and ${failed.length - NAMED_ITEMS} more`] : [];
  return [...failed.slice(0, NAMED_ITEMS), ...more];
}

/** What people do next, as commands that can be pasted. */
function nextCommands({ execution_id: id, status }: EndedRun, words: readonly string[] | undefined): readonly string[] {
  const goOn = status === 'interrupted' ? [`${program()} run resume ${id}`] : [];
  const retry = status === 'failed' || status === 'cancelled' ? [`${program()} run retry ${id}`] : [];
  const again = status === 'failed' && isBeginning(words) ? [[program(), ...words.map(quoted)].join(' ')] : [];
  const given = words?.[0] === 'run' ? words[1] : undefined;
  const looks = ['show', 'logs', 'events'].filter((command) => command !== given);
  const look = looks.map((command) => `${program()} run ${command} ${id}`);
  return ['', 'next:', ...[...goOn, ...retry, ...again, ...look].slice(0, 3).map((command) => `  ${command}`)];
}

/** Whether a command that was given begins a run of its own; one about an earlier run is not said again. */
function isBeginning(words: readonly string[] | undefined): words is readonly string[] {
  return words !== undefined && words[0] !== 'run';
}
