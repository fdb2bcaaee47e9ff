import { inert, type RunDocument, type RunPathWait } from '@codomyrmex/engine';
import { cut, textWidth } from './text-width.ts';
import { duration } from './times.ts';

const HEAD = 'critical path: ';
const ARROW = ' → ';
/** Narrower than this a chain says nothing: what stands behind it is shortened first. */
const LEAST = 20;
/** A wait is worth a line from this share of the run's time on. */
const WORTH = 0.1;

/**
 * The chain that determined, or is thought to determine, how long the run takes, in one line no wider than `width`:
 * `critical path: a → b → c (12.3 s of 14.0 s)`. Of long chains the middle is left out: `a → …7… → i`.
 */
export function pathLine({ critical_path: path, ...run }: RunDocument, width: number): string | undefined {
  if (path.steps.length === 0 || Object.keys(run.results).length < 2) return undefined;
  const own = duration(path.seconds * 1000);
  const whole = duration((run.execution_time + (run.remaining_seconds ?? 0)) * 1000);
  const isKnown = run.end_time !== null || run.remaining_seconds !== undefined;
  const endings = [...(isKnown ? [` (${own} of ${whole})`] : []), ` (${own})`];
  const names = path.steps.map((name) => inert(name).replaceAll('\n', ' '));
  const room = (ending: string): number => width - textWidth(HEAD) - textWidth(ending);
  const full = names.join(ARROW);
  const fitting = endings.find((ending) => room(ending) >= Math.min(LEAST, textWidth(full))) ?? ` (${own})`;
  return `${HEAD}${shortened(names, full, room(fitting))}${fitting}`;
}

/** What the chain stood still for longest, where that is a tenth of the run's time and it is known what for. */
export function longestWait({ critical_path: { waits = [] }, execution_time: whole }: RunDocument): string | undefined {
  const longest = waits.reduce<RunPathWait | undefined>(
    (most, wait) => (most === undefined || wait.seconds > most.seconds ? wait : most),
    undefined,
  );
  if (longest === undefined || longest.seconds < whole * WORTH) return undefined;
  const reason = reasonOf(longest);
  const by = longest.held_by === undefined ? '' : `, held by ${inert(longest.held_by)}`;
  const before = longest.step === undefined ? '' : ` before ${inert(longest.step)}`;
  return reason === undefined ? undefined : `  waited ${duration(longest.seconds * 1000)}${before} for ${reason}${by}`;
}

function reasonOf({ for: why, resources = [] }: RunPathWait): string | undefined {
  switch (why) {
    case 'slot':
      return 'a slot of the run';
    case 'resource':
      return resources.map(inert).join(', ');
    case 'pause':
      return 'the end of a pause';
    case 'condition':
      return 'its condition';
    case 'release':
      return 'its release';
    case 'interruption':
      return 'somebody to resume the run';
    case 'other':
      return undefined;
  }
}

/** As many steps from both ends as there is room for; of a chain that is wide even so, the beginnings of its ends. */
function shortened(names: readonly string[], full: string, room: number): string {
  const first = names[0] ?? '';
  const last = names.at(-1) ?? '';
  if (textWidth(full) <= room || names.length === 1) return cut(full, Math.max(1, room));
  let ends = 1;
  while (ends * 2 < names.length - 2 && textWidth(withMiddle(names, ends + 1)) <= room) ends++;
  const shown = names.length > 2 ? withMiddle(names, ends) : full;
  if (textWidth(shown) <= room) return shown;
  const middle = names.length > 2 ? between(names.length - 2) : ARROW;
  const each = Math.max(1, Math.floor((room - textWidth(middle)) / 2));
  return `${cut(first, each)}${middle}${cut(last, each)}`;
}

const withMiddle = (names: readonly string[], ends: number): string =>
  names.slice(0, ends).join(ARROW) + between(names.length - ends * 2) + names.slice(-ends).join(ARROW);

const between = (left: number): string => `${ARROW}…${left}…${ARROW}`;
