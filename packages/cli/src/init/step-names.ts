import type { ProposedStep } from './ecosystem.ts';

const LONGEST = 48;

/** Names of steps in their order: the kind where one step is of it, else the folder or ecosystem before it; never the same twice. */
export function stepNames(steps: readonly ProposedStep[]): readonly string[] {
  const taken = new Set<string>();
  return steps.map((step) => {
    const alike = steps.filter(({ kind }) => kind === step.kind);
    const isAlone = alike.every(({ label, folder }) => label === step.label && folder === step.folder);
    const wanted = isAlone ? step.kind : `${prefixOf(step)}-${step.kind}`;
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
    taken.add(name);
    return name;
  });
}

/** What a step's name may begin with, and nothing else. */
function prefixOf({ folder, label }: ProposedStep): string {
  const last = folder.split('/').at(-1) ?? '';
  const slug = last
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, LONGEST);
  return slug === '' ? label : slug;
}
