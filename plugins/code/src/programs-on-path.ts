import type { ActionContext } from '@codomyrmex/core';

/** Programs on PATH by name, in its order. */
export type FoundPrograms = ReadonlyMap<string, readonly string[]>;

const LOOK_UP = `
IFS=:
for name; do
  for folder in $PATH; do
    case $folder in /*) [ -f "$folder/$name" ] && [ -x "$folder/$name" ] && printf '%s\\t%s\\n' "$name" "$folder/$name";; esac
  done
done
exit 0
`;

export async function programsOnPath(context: ActionContext, names: readonly string[]): Promise<FoundPrograms> {
  const { stdout } = await context.exec(['sh', '-c', LOOK_UP, 'sh', ...names], { cwd: '/' });
  const found = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [name = '', path] = line.split('\t');
    if (path !== undefined) found.set(name, [...(found.get(name) ?? []), path]);
  }
  return found;
}
