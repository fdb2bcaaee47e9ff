import { dependencyOrder } from '@codomyrmex/projects';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workshop } from './workshop.ts';

const order = (graph: Readonly<Record<string, readonly string[]>>, chosen?: readonly string[]) =>
  dependencyOrder(
    Object.entries(graph).map(([name, dependencies]) => ({ name, dependencies })),
    chosen === undefined ? undefined : new Set(chosen),
  ).map(({ project, after }) => [project.name, ...after]);

describe('dependencies between projects', () => {
  it('given projects that depend on each other, then each comes after what it needs', {
    meta: { specification: ['2.guideline.projects.dependencies'] },
  }, () => {
    expect(order({ app: ['lib', 'ui'], ui: ['lib'], lib: [], tool: [] })).toEqual([
      ['lib'],
      ['tool'],
      ['ui', 'lib'],
      ['app', 'lib', 'ui'],
    ]);
    expect(order({ app: ['ui'], ui: ['lib'], lib: [] }, ['app', 'lib'])).toEqual([['lib'], ['app', 'lib']]);
  });

  it('given a circle or unknown names, then all of them are told', () => {
    expect(() => order({ a: ['b'], b: ['c'], c: ['a'], d: [] })).toThrow('a → b → c → a');
    expect(() => order({ a: ['a'] })).toThrow('a → a');
    expect(() => order({ app: ['libb'], lib: [] })).toThrow(
      expect.objectContaining({ suggestions: ['did you mean "lib"?'] }),
    );
    expect(() => order({ app: ['x', 'y'], lib: ['lib'] })).toThrow(
      expect.objectContaining({
        code: 'INVALID_DEPENDENCIES',
        details: expect.objectContaining({ cycle: ['lib', 'lib'] }),
      }),
    );
    // What is not chosen, and nobody chosen needs, is nobody's concern.
    expect(order({ a: [], b: ['nowhere'] }, ['a'])).toEqual([['a']]);
  });

  it('given a chain of 100,000 projects, then it is put in order without recursion', () => {
    const size = 100_000;
    const chain = Array.from({ length: size }, (_, index) => ({
      name: `p${index}`,
      dependencies: index === 0 ? [] : [`p${index - 1}`],
    }));
    expect(dependencyOrder(chain.toReversed()).at(-1)?.project.name).toBe(`p${size - 1}`);
  });

  it('given any graph without circles and any choice of it, then the order holds and nothing is lost', () => {
    const graphs = fc.array(fc.array(fc.nat(19), { maxLength: 4 }), { minLength: 1, maxLength: 20 }).map((rows) =>
      rows.map((row, index) => ({
        name: `p${index}`,
        dependencies: [...new Set(row.filter((other) => other < index).map((other) => `p${other}`))],
      })),
    );
    fc.assert(
      fc.property(graphs, fc.func(fc.boolean()), (graph, choose) => {
        const chosen = new Set(graph.filter(({ name }) => choose(name)).map(({ name }) => name));
        const byName = new Map(graph.map((project) => [project.name, project]));
        const names = dependencyOrder(graph, chosen).map(({ project }) => project.name);
        expect(new Set(names)).toEqual(chosen);
        const reaches = (from: string, to: string): boolean =>
          byName.get(from)?.dependencies.some((next) => next === to || reaches(next, to)) === true;
        for (const [index, name] of names.entries()) {
          for (const later of names.slice(index + 1)) expect(reaches(name, later)).toBe(false);
        }
      }),
    );
  });

  it('given a new project or a change, then unknown names and circles are refused before anything is written', async () => {
    const shop = new Workshop();
    const manager = shop.manager();
    await expect(manager.createProject('a', { dependencies: ['nowhere'] })).rejects.toMatchObject({
      code: 'INVALID_DEPENDENCIES',
    });
    await expect(manager.createProject('aa', { dependencies: ['ab'] })).rejects.toMatchObject({
      suggestions: ['codomyrmex project list shows what there is.'],
    });
    await manager.createProject('a');
    await manager.createProject('b', { dependencies: ['a'] });
    await expect(manager.updateProject('a', { dependencies: ['b'] })).rejects.toMatchObject({
      details: { cycle: ['a', 'b', 'a'] },
    });
    expect(shop.file('projects/a')).not.toHaveProperty('dependencies');
    expect(shop.file('projects/b').dependencies).toEqual(['a']);
  });
});
