import { didYouMean, type Problem, ProjectManagementError } from '@codomyrmex/core';

/** A project as far as its place in an order goes. */
export interface Dependent {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/** A project of an order, and what of that order has to be done before it. */
export interface OrderedProject<Item extends Dependent> {
  readonly project: Item;
  readonly after: readonly string[];
}

/**
 * Projects so that each comes after those that it depends on; of those that could be next, the first by name.
 * @param chosen only these, by name; one that is left out keeps the order of those around it. All unless given
 * @throws ProjectManagementError INVALID_DEPENDENCIES with every unknown name and a circle, for what is chosen and stands above it.
 */
export function dependencyOrder<Item extends Dependent>(
  projects: readonly Item[],
  chosen: ReadonlySet<string> = new Set(projects.map(({ name }) => name)),
): readonly OrderedProject<Item>[] {
  const byName = new Map(projects.map((project) => [project.name, project]));
  checkDependencies(projects, [...chosen]);
  const nearest = nearestChosen(byName, chosen);
  const items = [...chosen].flatMap((name) => byName.get(name) ?? []);
  const after = new Map(items.map(({ name, dependencies }) => [name, nearest(dependencies)]));
  return sorted(items, after);
}

/** The names of all projects that depend on one of these, directly or not; those too. */
export function withDependents(projects: readonly Dependent[], names: Iterable<string>): ReadonlySet<string> {
  const dependents = new Map<string, string[]>();
  for (const { name, dependencies } of projects) {
    for (const dependency of dependencies) dependents.set(dependency, [...(dependents.get(dependency) ?? []), name]);
  }
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(dependents.get(name) ?? []));
  }
  return found;
}

/**
 * Whether what `names` depend on, directly or not, is there and goes in no circle.
 * @throws ProjectManagementError INVALID_DEPENDENCIES with all that is wrong.
 */
export function checkDependencies(projects: readonly Dependent[], names: readonly string[]): void {
  const byName = new Map(projects.map((project) => [project.name, project]));
  const problems: Problem[] = [];
  const circle = depthFirst(names, (name) => {
    const { dependencies = [] } = byName.get(name) ?? {};
    for (const dependency of new Set(dependencies)) {
      if (!byName.has(dependency)) problems.push(unknown(name, dependency, byName.keys()));
    }
    return dependencies.filter((dependency) => byName.has(dependency));
  });
  if (circle !== undefined) {
    const path = circle.join(' → ');
    problems.push({
      code: 'dependency_cycle',
      message: `projects depend on each other in a circle: ${path}`,
      path: '',
    });
  }
  const [first] = problems;
  if (first === undefined) return;
  const message =
    problems.length === 1 ? first.message : `${problems.length} things are wrong with what projects depend on`;
  throw new ProjectManagementError(message, {
    code: 'INVALID_DEPENDENCIES',
    details: { ...(problems.length > 1 && { problems }), ...(circle !== undefined && { cycle: circle }) },
    suggestions: problems.length === 1 && first.suggestion !== undefined ? [first.suggestion] : [],
  });
}

function unknown(name: string, dependency: string, known: Iterable<string>): Problem {
  const others = [...known].filter((one) => one !== name);
  const suggestion = didYouMean(dependency, others) ?? 'codomyrmex project list shows what there is.';
  const message = `project "${name}" depends on "${dependency}", and there is no such project`;
  return { code: 'unknown_project', message, path: 'dependencies', suggestion };
}

/** Goes through everything that can be reached, each once. Gives a circle, its first name at both ends. No recursion: chains may be long. */
function depthFirst(
  names: readonly string[],
  next: (name: string) => readonly string[],
): readonly string[] | undefined {
  const done = new Set<string>();
  const trail: { readonly name: string; readonly rest: string[] }[] = [];
  const onTrail = new Set<string>();
  const enter = (name: string): void => {
    onTrail.add(name);
    trail.push({ name, rest: [...next(name)] });
  };
  let circle: readonly string[] | undefined;
  for (const start of names) {
    if (!done.has(start)) enter(start);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const name = top.rest.pop();
      if (name === undefined) {
        trail.pop();
        onTrail.delete(top.name);
        done.add(top.name);
      } else if (onTrail.has(name)) {
        const from = trail.findIndex((one) => one.name === name);
        circle ??= [...trail.slice(from).map((one) => one.name), name];
      } else if (!done.has(name)) enter(name);
    }
  }
  return circle;
}

/** Of names, those that are chosen, and in place of the others the chosen ones that they stand on. */
function nearestChosen(byName: ReadonlyMap<string, Dependent>, chosen: ReadonlySet<string>) {
  return (dependencies: readonly string[]): readonly string[] => {
    const found = new Set<string>();
    const seen = new Set<string>();
    const open = [...dependencies];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (chosen.has(name)) found.add(name);
      else open.push(...(byName.get(name)?.dependencies ?? []));
    }
    return [...found].sort();
  };
}

function sorted<Item extends Dependent>(
  items: readonly Item[],
  after: ReadonlyMap<string, readonly string[]>,
): readonly OrderedProject<Item>[] {
  const unmet = new Map(items.map(({ name }) => [name, after.get(name)?.length ?? 0]));
  const dependents = new Map<string, Item[]>();
  for (const item of items) {
    for (const name of after.get(item.name) ?? []) dependents.set(name, [...(dependents.get(name) ?? []), item]);
  }
  const order: OrderedProject<Item>[] = [];
  const byName = (one: Item, other: Item): number => (one.name < other.name ? -1 : 1);
  let ready = items.filter(({ name }) => unmet.get(name) === 0).sort(byName);
  while (ready.length > 0) {
    const next: Item[] = [];
    for (const project of ready) {
      order.push({ project, after: after.get(project.name) ?? [] });
      for (const dependent of dependents.get(project.name) ?? []) {
        const left = (unmet.get(dependent.name) ?? 0) - 1;
        unmet.set(dependent.name, left);
        if (left === 0) next.push(dependent);
      }
    }
    ready = next.sort(byName);
  }
  return order;
}
