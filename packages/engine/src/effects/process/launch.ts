import { fileURLToPath } from 'node:url';
import { ActionError, type Effect, type Limits } from '@codomyrmex/core';
import type { Confinement } from '../confinement.ts';
import { processEnvironment, sandboxEnvironment, variable } from '../process-environment.ts';
import type { Abilities } from './abilities.ts';
import { loaderFlags } from './loader-flags.ts';
import { sandboxUnavailable } from './process-end.ts';
import { sandboxArguments } from './sandbox-arguments.ts';
import { sandboxMounts } from './sandbox-mounts.ts';

/** How the process of an attempt is started. */
export interface Launch extends Confinement {
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** `NAME=value` in the environment of everything that belongs to the process. */
  readonly mark: string;
  /** What holds, for people. */
  readonly told: string;
  /** What was asked for and does not hold, for people. */
  readonly warning: string | undefined;
}

export interface LaunchOrder extends Confinement {
  readonly isolation: 'process' | 'sandbox';
  readonly workspace: string;
  /** The module of the plugin. */
  readonly entry: string;
  /** What the action declares: a sandbox holds it to the files that it says it writes. */
  readonly effects: readonly Effect[];
  /** `NAME=value` that everything bears which the process starts. */
  readonly mark: string;
  /** `NAME=value` by which a resumed run finds what a killed engine left. */
  readonly cookie: string;
}

export interface LaunchPorts {
  readonly abilities: Abilities;
  /** The program of an action's process. */
  readonly program: URL;
  /** Folders that no sandbox shows. */
  readonly hidden: readonly string[];
}

/** What Node takes beside the heap (code, threads, the young generation): measured 50 MiB, with room for buffers. */
const OUTSIDE_HEAP_MB = 192;
const MEBIBYTE = 1024 * 1024;
/** Between the signal that tells a process of its limit and KILL. */
const CPU_GRACE_SECONDS = 2;

/**
 * Puts together how an attempt is started: Node, in a sandbox where one is asked for, under limits where there are some.
 * @throws ActionError SANDBOX_UNAVAILABLE, and LIMITS_UNENFORCEABLE where limits are to be enforced and cannot be.
 */
export async function launchOf(order: LaunchOrder, ports: LaunchPorts): Promise<Launch> {
  const { isolation, limits } = order;
  const limiting = await limitingCommand(limits, ports.abilities);
  const confining = await confiningCommand(order, ports);
  const heap = limits.memoryMb === undefined ? [] : [`--max-old-space-size=${limits.memoryMb}`];
  const node = [process.execPath, ...confining.loading, ...heap, fileURLToPath(ports.program)];
  const [program = process.execPath, ...args] = [...limiting.command, ...confining.command, ...node];
  return {
    isolation,
    limits,
    command: [program, ...args],
    environment: confining.environment({ ...variable(order.mark), ...variable(order.cookie) }),
    mark: order.mark,
    told: [confining.told, ...limitsTold(limits)].join(', '),
    warning: limiting.warning,
  };
}

interface Limiting {
  readonly command: readonly string[];
  readonly warning: string | undefined;
}

async function limitingCommand(limits: Limits, abilities: Abilities): Promise<Limiting> {
  const { memoryMb, cpuSeconds, enforce } = limits;
  if (memoryMb === undefined && cpuSeconds === undefined) return { command: [], warning: undefined };
  const ability = await abilities.limits();
  if (ability.ok) {
    return {
      command: [
        ability.program,
        '--core=0',
        ...(memoryMb === undefined ? [] : [`--data=${(memoryMb + OUTSIDE_HEAP_MB) * MEBIBYTE}`]),
        ...(cpuSeconds === undefined ? [] : [`--cpu=${cpuSeconds}:${cpuSeconds + CPU_GRACE_SECONDS}`]),
        '--',
      ],
      warning: undefined,
    };
  }
  const what = 'this machine cannot enforce the limits of the step';
  if (enforce === true) {
    throw new ActionError(`${what}: ${ability.reason}`, {
      code: 'LIMITS_UNENFORCEABLE',
      retryable: false,
      suggestions: [ability.advice, 'Without limits.enforce the step runs, and its log says what does not hold.'],
    });
  }
  const holds = memoryMb === undefined ? '' : ' (only the JavaScript heap of the action itself is limited)';
  return { command: [], warning: `${what}${holds}: ${ability.reason}. ${ability.advice}` };
}

interface Confining {
  readonly command: readonly string[];
  /** Flags of Node that say how code is loaded. */
  readonly loading: readonly string[];
  readonly environment: (added: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readonly told: string;
}

async function confiningCommand(order: LaunchOrder, ports: LaunchPorts): Promise<Confining> {
  switch (order.isolation) {
    case 'process':
      return {
        command: [],
        loading: loaderFlags(),
        environment: (added) => processEnvironment(added),
        told: 'process',
      };
    case 'sandbox': {
      const ability = await ports.abilities.sandbox();
      if (!ability.ok) throw sandboxUnavailable(ability.reason, ability.advice);
      const { workspace, entry } = order;
      const programs = [ports.program, ...(URL.canParse(entry) ? [new URL(entry)] : [])];
      const isWritable = order.effects.includes('fs:write');
      const mounts = await sandboxMounts({ workspace, isWritable, programs, hidden: ports.hidden });
      return {
        command: [ability.program, ...sandboxArguments(mounts, workspace)],
        // What loads code here is not seen in there.
        loading: [],
        environment: sandboxEnvironment,
        told: `sandbox (${ability.what})`,
      };
    }
  }
}

function limitsTold({ memoryMb, cpuSeconds }: Limits): readonly string[] {
  return [
    ...(memoryMb === undefined ? [] : [`memory ${memoryMb} MiB`]),
    ...(cpuSeconds === undefined ? [] : [`computing ${cpuSeconds} s`]),
  ];
}
