import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Action, failureFrom } from '@codomyrmex/core';
import { recordedPlugin } from '../kit/recorded-plugin.ts';
import { WorkInHand } from '../kit/work-in-hand.ts';
import { runAction } from '../run-action.ts';
import type { Check, CheckedPlugin, Sample } from './check.ts';
import { KeptOutput } from './kept-output.ts';

/** An action that is asked to stop has this long. */
const STOP_MS = 1_000;

/** What is seen when the samples are run. */
export const sampleChecks: readonly Check[] = [
  { name: 'samples are of actions', find: ({ plugin, samples }) => strangers(Object.keys(samples), plugin.actions) },
  {
    name: 'samples come out as they should',
    find: (checked) =>
      ofEachSample(checked, async (action, sample) => expectedEnd(sample, await ranAction(action, sample))),
  },
  {
    name: 'nothing is printed',
    find: (checked) =>
      ofEachSample(checked, async (action, sample) => {
        const { printed } = await ranAction(action, sample);
        return printed === '' ? undefined : `prints ${JSON.stringify(printed.slice(0, 80))}: use context.log`;
      }),
  },
  {
    name: 'parameters are left as they are',
    find: (checked) =>
      ofEachSample(checked, async (action, sample) => {
        const before = structuredClone(sample.input);
        await ranAction(action, sample);
        return isDeepStrictEqual(before, sample.input) ? undefined : 'changes its parameters';
      }),
  },
  {
    name: 'failures have a code and say something',
    find: (checked) =>
      ofEachSample(checked, async (action, sample) => {
        const ran = await ranAction(action, sample);
        if (ran.kind === 'done') return undefined;
        if (!(ran.error instanceof Error)) return 'throws what is no Error';
        const { code } = failureFrom(ran.error);
        if (!/^[A-Z][A-Z0-9_]*$/.test(code)) return `fails with the code "${code}": write it in capitals`;
        return ran.error.message.trim() === '' ? `fails with ${code} and no word` : undefined;
      }),
  },
  {
    name: 'the same again gives the same',
    find: (checked) =>
      ofEachSample(checked, async (action, sample) => {
        if (!action.idempotent || sample.fails !== undefined) return undefined;
        const [one, other] = [await ranAction(action, sample), await ranAction(action, sample)];
        if (one.kind !== 'done' || other.kind !== 'done') return undefined;
        return shapeOf(one.output) === shapeOf(other.output)
          ? undefined
          : 'is idempotent, and gives another shape the second time';
      }),
  },
  {
    name: 'a stop is obeyed within a second',
    find: (checked) =>
      ofEachSample(checked, async (action, sample) => {
        const stop = new AbortController();
        let begins: () => void = () => {};
        const begun = new Promise<void>((resolve) => {
          begins = resolve;
        });
        const run: Action['run'] = (context, input) => {
          begins();
          return action.run(context, input);
        };
        const ran = ranAction({ ...action, run }, sample, stop.signal);
        await Promise.race([begun, ran]);
        stop.abort(new Error('the check stops it'));
        return (await within(ran)) === 'late' ? 'goes on for more than a second after it was asked to stop' : undefined;
      }),
  },
];

type End = { readonly kind: 'done'; readonly output: unknown } | { readonly kind: 'failed'; readonly error: unknown };
type Ran = End & { readonly printed: string };

/** In a workspace of its own, with stand-ins where the sample has some. What it prints is kept from the test's own output. */
async function ranAction(action: Action, sample: Sample, signal?: AbortSignal): Promise<Ran> {
  const printing = new KeptOutput();
  try {
    const end = await ended(action, sample, signal);
    return { ...end, printed: printing.text };
  } finally {
    printing.end();
  }
}

async function ended(action: Action, sample: Sample, signal?: AbortSignal): Promise<End> {
  const workspace = await mkdtemp(join(tmpdir(), 'codomyrmex-sample-'));
  try {
    for (const [path, content] of Object.entries(sample.files ?? {})) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), content);
    }
    const { secrets, config, allowedAddresses } = sample;
    const { output } = await runAction(action, sample.input, {
      workspace,
      ...(signal !== undefined && { signal }),
      ...(secrets !== undefined && { secrets }),
      ...(config !== undefined && { config }),
      ...(allowedAddresses !== undefined && { allowedAddresses }),
    });
    return { kind: 'done', output };
  } catch (error) {
    return { kind: 'failed', error };
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function ofEachSample(
  { plugin, samples }: CheckedPlugin,
  find: (action: Action, sample: Sample) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, given] of Object.entries(samples)) {
    for (const [index, sample] of given.entries()) {
      const action = recordedPlugin(plugin, () => {}, { standIns: sample, inHand: new WorkInHand() }).actions[name];
      const wrong = action === undefined ? undefined : await find(action, sample);
      if (wrong !== undefined) found.push(`${plugin.module}.${name} ${wrong} (sample ${index + 1})`);
    }
  }
  return found;
}

const strangers = (names: readonly string[], actions: Readonly<Record<string, unknown>>): readonly string[] =>
  names.flatMap((name) => (Object.hasOwn(actions, name) ? [] : [`there is no action "${name}"`]));

function expectedEnd({ fails }: Sample, ran: Ran): string | undefined {
  if (ran.kind === 'done') return fails === undefined ? undefined : `does not fail, and should with ${fails}`;
  const { code, message } = failureFrom(ran.error);
  if (fails === undefined) return `fails with ${code}: ${message}`;
  return code === fails ? undefined : `fails with ${code}, not with ${fails}: ${message}`;
}

async function within(ran: Promise<unknown>): Promise<'in time' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), STOP_MS);
  });
  const first = await Promise.race([ran.then(() => 'in time' as const), late]);
  clearTimeout(timer);
  return first;
}

/** Times and measures differ from one call to the next; what there is of them does not. */
function shapeOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, member: unknown) => (typeof member === 'number' ? 0 : member))?.replaceAll(/\d+/g, '0') ??
    ''
  );
}
