import { describe, expect, it } from 'vitest';
import { plan, type TaskSpec } from '../src/index.ts';
import { planned } from './simulation.ts';

const task = (name: string, ...dependencies: string[]): TaskSpec => ({ name, dependencies });

function problemsOf(...specs: TaskSpec[]) {
  const result = plan(specs);
  return result.ok ? [] : result.problems;
}

/** Each of `size` tasks waits for the next, and the last for the first. */
const circle = (size: number): TaskSpec[] =>
  Array.from({ length: size }, (_, index) => task(`t${index}`, `t${(index + 1) % size}`));

describe('a graph with a single fault', () => {
  it.each<[string, TaskSpec[], object]>([
    [
      'one name twice',
      [task('a'), task('b'), task('b')],
      { code: 'duplicate_name', message: '"b" is already the name of step 2', path: 'steps[2].name' },
    ],
    [
      'a task that waits for itself',
      [task('a'), task('b', 'b')],
      { code: 'self_dependency', message: '"b" waits for itself', path: 'steps[1].dependencies[0]' },
    ],
    [
      'a dependency that there is not',
      [task('a', 'ghost'), task('b')],
      { code: 'unknown_dependency', path: 'steps[0].dependencies[0]' },
    ],
  ])('given %s, then it is refused for that alone', (_, specs, problem) => {
    expect(problemsOf(...specs)).toEqual([expect.objectContaining(problem)]);
  });

  it('given more unknown names than anybody reads, then only the first 50 are looked up for what was meant', () => {
    const specs = Array.from({ length: 60 }, (_, index) => task(`task ${index}`, 'buidl'));
    const suggested = problemsOf(task('build'), ...specs).map(({ suggestion }) => suggestion);
    expect(suggested).toHaveLength(60);
    expect(new Set(suggested.slice(0, 50))).toEqual(new Set(['did you mean "build"?']));
    expect(new Set(suggested.slice(50))).toEqual(new Set([undefined]));
  });
});

describe('the circle that is shown', () => {
  const shown = (...specs: TaskSpec[]) => problemsOf(...specs).map(({ message, path }) => [message, path]);

  it('given tasks that lead into the circle, and others that do not wait for it, then neither are shown', () => {
    const specs = [task('start'), task('after', 'c'), task('b', 'start', 'c'), task('c', 'start', 'b')];
    expect(shown(...specs)).toEqual([['steps wait for each other in a circle: b → c → b', 'steps[2].dependencies']]);
  });

  it('given a circle of 12, then all of it is shown', () => {
    const [[message] = []] = shown(...circle(12));
    const members = Array.from({ length: 12 }, (_, index) => `t${11 - index}`);
    expect(message).toBe(`steps wait for each other in a circle: ${[...members, 't11'].join(' → ')}`);
  });

  it('given a longer circle, then its first 11 and its last are, with how many are between', () => {
    const [[message] = []] = shown(...circle(20));
    const first = Array.from({ length: 11 }, (_, index) => `t${19 - index}`);
    expect(message).toBe(`steps wait for each other in a circle: ${[...first, '… 8 more …', 't0', 't19'].join(' → ')}`);
  });
});

describe('a plan without fault', () => {
  it('given a diamond, then its flat arrays hold exactly its edges', () => {
    const diamond = planned([task('a'), task('b', 'a'), task('c', 'a'), task('d', 'b', 'c')]);
    expect([...diamond.dependencyStart]).toEqual([0, 0, 1, 2, 4]);
    expect([...diamond.dependencies]).toEqual([0, 0, 1, 2]);
    expect([...diamond.dependentStart]).toEqual([0, 2, 3, 4, 4]);
    expect([...diamond.dependents]).toEqual([1, 2, 3, 3]);
    expect([...diamond.order]).toEqual([0, 1, 2, 3]);
  });

  it('given nothing that differs from what holds unless given, then nothing is kept for it', () => {
    const plain = planned([{ ...task('a'), runOn: 'success' }, task('b', 'a')]);
    expect([...plain.rules]).toEqual([]);
    expect(plain.retries).toEqual([]);
    expect([...plain.priorities]).toEqual([1, 1]);
  });
});
