import { describe, expect, it } from 'vitest';
import { criticalPath, graphDot, graphJson, graphMermaid, graphOf } from '../src/index.ts';
import { planned } from './simulation.ts';

const task = (name: string, ...dependencies: string[]) => ({ name, dependencies });

/** The tasks of the critical path by name. */
function pathOf(durations: Readonly<Record<string, number>>, ...specs: ReturnType<typeof task>[]): string[] {
  const graph = planned(specs);
  const { tasks } = criticalPath(graph, (index) => durations[graph.names[index] ?? ''] ?? 0);
  return tasks.map((index) => graph.names[index] ?? '');
}

describe('the critical path', () => {
  const specs = [task('short'), task('long'), task('end', 'short', 'long')];

  it('given dependencies of different length, then it leads over the longest, wherever that stands', () => {
    expect(pathOf({ short: 1, long: 2, end: 1 }, ...specs)).toEqual(['long', 'end']);
    expect(pathOf({ short: 2, long: 1, end: 1 }, ...specs)).toEqual(['short', 'end']);
  });

  it('given dependencies of one length, then it leads over the one that was named first', () => {
    expect(pathOf({ short: 2, long: 2, end: 1 }, ...specs)).toEqual(['short', 'end']);
  });

  it('given chains side by side, then it ends with the one that ends last, and of equals with the first', () => {
    const sides = [task('a'), task('b'), task('c')];
    expect(pathOf({ a: 5, b: 1, c: 2 }, ...sides)).toEqual(['a']);
    expect(pathOf({ a: 1, b: 5, c: 2 }, ...sides)).toEqual(['b']);
    expect(pathOf({ a: 1, b: 1, c: 1 }, ...sides)).toEqual(['a']);
  });

  it('given a long chain that was declared before, then it does not lead over tasks that are not waited for', () => {
    const chains = [task('slow'), task('after slow', 'slow'), task('quick'), task('after quick', 'quick')];
    expect(pathOf({ slow: 10, 'after slow': 1, quick: 1, 'after quick': 20 }, ...chains)).toEqual([
      'quick',
      'after quick',
    ]);
  });

  it('given tasks that take no time, then it still is a chain of them', () => {
    expect(pathOf({}, ...specs)).toEqual(['short']);
    expect(pathOf({ end: 3 }, ...specs)).toEqual(['short', 'end']);
  });

  it('given that the second task ends last, then its duration is that of the run', () => {
    expect(criticalPath(planned([task('a'), task('b')]), (index) => index + 1)).toEqual({ tasks: [1], duration: 2 });
  });
});

describe('the graph for other tools', () => {
  const graph = planned([task('a'), task('b', 'a'), task('c', 'a', 'b')]);

  it('is directed, with every task and every edge from what is waited for', () => {
    expect(graphOf(graph).isDirected()).toBe(true);
    expect(graphOf(graph).edges()).toEqual([
      { v: 'a', w: 'b' },
      { v: 'a', w: 'c' },
      { v: 'b', w: 'c' },
    ]);
  });

  it('as JSON has graphlib’s own form', () => {
    expect(graphJson(graph)).toMatchObject({
      options: { directed: true },
      nodes: ['a', 'b', 'c'].map((name) => ({ v: name, value: { label: name } })),
      edges: [
        { v: 'a', w: 'b' },
        { v: 'a', w: 'c' },
        { v: 'b', w: 'c' },
      ],
    });
  });

  it('as DOT names every task, also one without an edge', () => {
    const lonely = planned([task('a'), task('b', 'a'), task('lonely')]);
    expect(graphDot(lonely, 'all')).toBe(
      'digraph "all" {\n  rankdir=LR;\n  node [shape=box];\n  "a";\n  "b";\n  "lonely";\n  "a" -> "b";\n}\n',
    );
  });

  it('as Mermaid has each edge once', () => {
    expect(graphMermaid(graph)).toBe(
      'flowchart LR\n  t0["a"]\n  t1["b"]\n  t2["c"]\n  t0 --> t1\n  t0 --> t2\n  t1 --> t2\n',
    );
  });
});
