import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath, graphDot, graphMermaid, graphOf, levelsOf, plan } from '../src/index.ts';
import { randomGraph, seeded } from './random-graph.ts';
import { planned } from './simulation.ts';

const task = (name: string, ...dependencies: string[]) => ({ name, dependencies });

describe('plan', () => {
  it('given several faults of names, then it reports all of them at once, with places and suggestions', () => {
    const result = plan([task('build', 'biuld'), task('test', 'test', 'built'), task('build')]);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.problems.map(({ code, path }) => [code, path])).toEqual([
      ['duplicate_name', 'steps[2].name'],
      ['self_dependency', 'steps[1].dependencies[0]'],
      ['unknown_dependency', 'steps[0].dependencies[0]'],
      ['unknown_dependency', 'steps[1].dependencies[1]'],
    ]);
    expect(result.problems[2]?.suggestion).toBe('did you mean "build"?');
  });

  it('given a circle, then its problem names the steps in order', {
    meta: { specification: ['2.troubleshooting.dependency_resolution'] },
  }, () => {
    const result = plan([task('a', 'c'), task('b', 'a'), task('c', 'b'), task('d', 'c')]);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]?.message).toMatch(/(a → b → c → a|b → c → a → b|c → a → b → c)$/);
  });

  it('given names that objects have by themselves, then they are names like others', () => {
    const result = plan([task('constructor'), task('toString', 'constructor'), task('hasOwnProperty', 'toString')]);
    expect(result.ok).toBe(true);
  });

  it('given any graph without a circle, then the order puts every task after its dependencies and levels hold every task', {
    meta: {
      specification: [
        '1.guideline.definition.complex_graphs',
        '1.gate.dependency_resolution',
        '4.WorkflowManager.feature.dependencies',
      ],
    },
  }, () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const specs = randomGraph(seeded(seed), 40);
        const graph = planned(specs);
        const place = new Map([...graph.order].map((index, position) => [specs[index]!.name, position]));
        for (const spec of specs) {
          for (const dependency of spec.dependencies) expect(place.get(dependency)).toBeLessThan(place.get(spec.name)!);
        }
        expect(
          levelsOf(graph)
            .flat()
            .sort((a, b) => a - b),
        ).toEqual(specs.map((_, index) => index));
        expect(graphOf(graph).edgeCount()).toBe(specs.reduce((sum, spec) => sum + spec.dependencies.length, 0));
      }),
    );
  });

  it('given any graph and an extra edge that closes a circle, then it is refused', {
    meta: { specification: ['1.guideline.definition.complex_graphs', '4.errors.dependency_level'] },
  }, () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const specs = randomGraph(random, 20);
        const from = specs.find((spec) => spec.dependencies.length > 0);
        if (from === undefined) return;
        const closing = specs.map((spec) =>
          spec.name === from.dependencies[0] ? { ...spec, dependencies: [...spec.dependencies, from.name] } : spec,
        );
        const result = plan(closing);
        expect(result.ok ? [] : result.problems.map((problem) => problem.code)).toEqual(['cycle']);
      }),
    );
  });
});

describe('views of a plan', () => {
  const diamond = planned([task('a'), task('b', 'a'), task('c', 'a'), task('d', 'b', 'c')]);

  it('critical path: the longest chain by the given durations', () => {
    const durations = [1, 5, 2, 1];
    expect(criticalPath(diamond, (index) => durations[index]!)).toEqual({ tasks: [0, 1, 3], duration: 7 });
    expect(criticalPath(diamond, () => 0).duration).toBe(0);
    expect(criticalPath(planned([]), () => 1)).toEqual({ tasks: [], duration: 0 });
  });

  it('levels: what could run side by side', () => {
    expect(levelsOf(diamond)).toEqual([[0], [1, 2], [3]]);
  });

  it('levels: tasks in the order of the plan, each right after the last that it waits for', () => {
    const graph = planned([task('z', 'b'), task('y', 'a'), task('x', 'z', 'a'), task('a'), task('b')]);
    expect(levelsOf(graph)).toEqual([[3, 4], [0, 1], [2]]);
  });

  it('levels: a stage begins after everything before it', () => {
    const close = { name: 'close', dependencies: [], stage: 'finally' as const };
    const lock = { name: 'lock', dependencies: ['close'], stage: 'finally' as const };
    const report = { name: 'report', dependencies: [], stage: 'failure' as const };
    expect(levelsOf(planned([lock, close, report, task('a'), task('b', 'a')]))).toEqual([[3], [4], [2], [1], [0]]);
  });

  it('dot and mermaid quote what their syntax would read', () => {
    const odd = planned([task('x"]; evil'), task('y', 'x"]; evil')]);
    expect(graphDot(odd, 'a "b"')).toContain('"x\\"]; evil" -> "y"');
    expect(graphMermaid(odd)).toContain('t0["x#quot;]; evil"]');
    expect(graphMermaid(odd)).toContain('t0 --> t1');
  });
});
