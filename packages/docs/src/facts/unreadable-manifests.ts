import { parse as parseToml, TomlError } from 'smol-toml';
import type { DocumentProblem } from '../documents/plan.ts';
import type { ProjectTree } from '../tree/project-tree.ts';

const readers = [
  ['package.json', (text: string): unknown => JSON.parse(text)],
  ['pyproject.toml', (text: string): unknown => parseToml(text)],
  ['Cargo.toml', (text: string): unknown => parseToml(text)],
] as const;

/**
 * Manifests of the root that cannot be read: what documents say of the project would be gone with the next generation. One further
 * below may be there to be wrong, and tells of nothing.
 */
export async function unreadableManifests(tree: ProjectTree): Promise<readonly DocumentProblem[]> {
  const problems: DocumentProblem[] = [];
  for (const [file, read] of readers) {
    const text = tree.has(file) ? await tree.text(file) : undefined;
    if (text === undefined) continue;
    try {
      read(text);
    } catch (error) {
      problems.push({
        code: 'DOC_MANIFEST_UNREADABLE',
        file,
        ...placeOf(error, text),
        message: `the project cannot be told of: ${firstLine(error)}`,
        suggestion: 'Mend it first; what documents say of it stays until then.',
      });
    }
  }
  return problems;
}

/** The beginning where nobody says more: JSON's own errors name a position in some versions of Node alone. */
function placeOf(error: unknown, text: string): { readonly line: number; readonly column: number } {
  if (error instanceof TomlError) return { line: error.line, column: error.column };
  const at = /position (\d+)/.exec(firstLine(error))?.[1] ?? '0';
  const before = text.slice(0, Number(at)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
