/** Targets and recipes of a Makefile, as far as they are written plainly: no `include`, no `eval`, no pattern rule is followed. */
export interface Makefile {
  readonly targets: ReadonlySet<string>;
  /** What `make` without arguments makes. */
  readonly first: string | undefined;
  /** The lines of a target's recipe and of those that it needs, with simple variables put in. */
  recipe(target: string): readonly string[];
}

interface Rule {
  readonly needs: string[];
  readonly lines: string[];
}

const MAX_LINES = 20_000;
const MAX_TARGETS = 500;

const initial: ReadonlyMap<string, string> = new Map([
  ['CC', 'cc'],
  ['CXX', 'c++'],
  ['AR', 'ar'],
  ['MAKE', 'make'],
  ['RM', 'rm'],
]);

export function readMakefile(text: string): Makefile {
  const rules = new Map<string, Rule>();
  const variables = new Map(initial);
  let current: readonly Rule[] = [];
  for (const line of text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .slice(0, MAX_LINES)) {
    if (line.startsWith('\t')) {
      for (const rule of current) rule.lines.push(line.trim().replace(/^[@+-]+\s*/, ''));
      continue;
    }
    const assigned = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*(?:\?|::?)?=\s*(.*)$/.exec(line);
    if (assigned !== null) {
      variables.set(assigned[1] ?? '', assigned[2]?.trim() ?? '');
      continue;
    }
    const colon = line.indexOf(':');
    const names = line.slice(0, Math.max(0, colon)).trimEnd();
    const [, needs] = /^::?(?!=)([^#;]*)/.exec(line.slice(Math.max(0, colon))) ?? [];
    if (needs === undefined || !/^[A-Za-z0-9][\w.\- ]*$/.test(names)) continue;
    current = names.split(/\s+/).map((name) => ruleOf(rules, name, needs.split(/\s+/).filter(Boolean)));
  }
  const put = (line: string): string =>
    line.replaceAll(/\$[({](\w+)[)}]/g, (whole, name: string) => variables.get(name) ?? whole);
  return {
    targets: new Set(rules.keys()),
    first: rules.keys().next().value,
    recipe: (target) => recipeOf(rules, target, new Set()).map(put),
  };
}

function ruleOf(rules: Map<string, Rule>, name: string, needs: readonly string[]): Rule {
  const rule = rules.get(name) ?? { needs: [], lines: [] };
  rule.needs.push(...needs);
  if (rules.size < MAX_TARGETS) rules.set(name, rule);
  return rule;
}

function recipeOf(rules: ReadonlyMap<string, Rule>, target: string, seen: Set<string>): readonly string[] {
  const rule = rules.get(target);
  if (rule === undefined || seen.has(target) || seen.size > 50) return [];
  seen.add(target);
  return [...rule.needs.flatMap((name) => recipeOf(rules, name, seen)), ...rule.lines];
}
