import type { RunRequest } from '@codomyrmex/dag';
import { overlapPolicies } from '@codomyrmex/schedules';
import { Draws } from './draws.ts';
import type { Deed, Happening, SimulationPlan } from './plan.ts';
import { randomWorkflow } from './random-workflow.ts';

/** Within this time, in milliseconds, everything that is planned happens. */
const SPAN = 6_000;
/** So close together two things happen that are told apart by a turn of the engine at most. */
const MOMENT = 40;

const requests: readonly RunRequest[] = [
  { kind: 'pause', stop: false },
  { kind: 'pause', stop: true },
  { kind: 'continue' },
  { kind: 'continue' },
  { kind: 'continue' },
  { kind: 'cancel', reason: 'enough' },
];

const somewhere = (draws: Draws): { readonly in?: number } => (draws.chance(0.5) ? { in: draws.upTo(9) } : {});

/** What may happen, and how often among the rest. */
const deeds: readonly { readonly weight: number; readonly of: (draws: Draws, workflows: number) => Deed }[] = [
  { weight: 5, of: (draws, workflows) => ({ do: 'run', workflows: begun(draws, workflows) }) },
  { weight: 5, of: (draws) => ({ do: 'resume', run: draws.upTo(9), ...somewhere(draws) }) },
  { weight: 3, of: () => ({ do: 'serve' }) },
  { weight: 1, of: () => ({ do: 'stop_serving' }) },
  { weight: 7, of: (draws) => ({ do: 'ask', run: draws.upTo(9), request: draws.pick(requests), ...somewhere(draws) }) },
  { weight: 3, of: (draws) => ({ do: 'kill', process: draws.upTo(9) }) },
  {
    weight: 6,
    of: (draws) => ({
      do: 'kill_at_write',
      process: draws.upTo(9),
      nth: draws.between(1, 6),
      moment: draws.pick(['before', 'after', 'during']),
    }),
  },
  { weight: 1, of: (draws) => ({ do: 'fill_disk', for: draws.between(50, 1_500) }) },
  { weight: 1, of: (draws) => ({ do: 'lose_disk', for: draws.between(50, 1_500) }) },
  { weight: 2, of: (draws) => ({ do: 'slow_disk', for: draws.between(200, 3_000) }) },
  { weight: 0.3, of: (draws) => ({ do: 'set_clock', by: draws.pick([-4_000, -500, 700, 5_000]) }) },
];

export function randomPlan(seed: number): SimulationPlan {
  const draws = new Draws(seed);
  const workflows = Array.from({ length: draws.between(1, 2) }, (_, index) => randomWorkflow(draws, `w${index}`));
  const happenings: Happening[] = [{ at: 0, do: 'run', workflows: begun(draws, workflows.length) }];
  if (draws.chance(0.5)) happenings.push({ at: 0, do: 'serve' });
  const count = draws.upTo(12);
  for (let made = 0, at = 0; made < count; made++) {
    at = made > 0 && draws.chance(0.3) ? at + draws.upTo(MOMENT) : draws.upTo(SPAN);
    happenings.push({ at, ...randomDeed(draws, workflows.length) });
  }
  const schedules = draws.chance(0.2)
    ? [
        {
          workflow: draws.upTo(workflows.length - 1),
          everyMs: draws.between(1_000, 4_000),
          overlap: draws.pick(overlapPolicies),
          jitterMs: draws.pick([0, 0, 700]),
        },
      ]
    : [];
  return { seed, workflows, schedules, happenings: happenings.sort((a, b) => a.at - b.at) };
}

function begun(draws: Draws, workflows: number): readonly number[] {
  return Array.from({ length: draws.chance(0.2) ? 2 : 1 }, () => draws.upTo(workflows - 1));
}

function randomDeed(draws: Draws, workflows: number): Deed {
  let left = draws.random() * deeds.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, of } of deeds) {
    left -= weight;
    if (left < 0) return of(draws, workflows);
  }
  return { do: 'serve' };
}
