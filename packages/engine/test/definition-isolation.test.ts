import { describe, expect, it } from 'vitest';
import { confinementOf } from '../src/effects/confinement.ts';
import { checked, problemsOf } from './definition-checked.ts';

const steps = (...more: readonly string[]): string => `steps:\n${more.map((line) => `  - ${line}\n`).join('')}`;
const compute = (more = ''): string => `{ name: a, module: numbers, action: compute${more} }`;
const shell = (more = ''): string => `{ name: a, module: shell, action: run, parameters: { command: x }${more} }`;

describe('the isolation of a step', () => {
  it('given less than the action asks for, then that is a problem at its place', () => {
    expect(problemsOf(steps(compute(', isolation: thread')))).toEqual([
      ['2:61', 'weaker_isolation', 'steps[0].isolation', 'write "process" or more, or leave it out'],
    ]);
  });

  it('given a word that is none, then that is told', () => {
    expect(() => problemsOf(steps(shell(', isolation: jail')))).toThrow(/isolation/);
  });

  it('given limits that nothing could hold to, then that is a problem at their place', () => {
    expect(problemsOf(steps(shell(', limits: { memory_mb: 64 }')))).toEqual([
      ['2:80', 'unenforceable_limits', 'steps[0].limits', 'add isolation: process'],
    ]);
    expect(problemsOf(steps(shell(', isolation: thread, limits: { cpu_seconds: 1 }')))).toMatchObject([
      [expect.any(String), 'unenforceable_limits', 'steps[0].limits', 'raise it to isolation: process'],
    ]);
    expect(problemsOf(steps(shell(', isolation: thread, limits: { memory_mb: 64, enforce: true }')))).toHaveLength(1);
    expect(problemsOf(steps(shell(', isolation: thread, limits: { memory_mb: 64 }')))).toEqual([]);
  });

  it.each([
    ['', undefined],
    [', isolation: sandbox', { isolation: 'sandbox', limits: { memoryMb: 512 } }],
    [
      ', limits: { cpu_seconds: 2, enforce: true }',
      { isolation: 'process', limits: { memoryMb: 512, cpuSeconds: 2, enforce: true } },
    ],
    [', limits: { memory_mb: 64 }', { isolation: 'process', limits: { memoryMb: 64 } }],
  ])('given a step with "%s", then what holds is put together from it and its action', (more, expected) => {
    const [step] = checked(steps(compute(more))).steps;
    if (step?.work.kind !== 'action') throw new Error('there is one step, with an action');
    expect(confinementOf(step.definition, step.work.action)).toEqual(expected);
  });
});
