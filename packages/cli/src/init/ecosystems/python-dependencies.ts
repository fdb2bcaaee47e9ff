import { below, type RepositoryLook } from '../repository-look.ts';

const MAX = 200;
/** A name as the index of Python packages has them, in front of extras, versions and markers. */
const nameAtStart = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/;

/** Distributions that the code of a project needs, as far as its manifests say so in a usual way. */
export function pythonDependencies(folder: string, look: RepositoryLook): readonly string[] {
  const requirements = (look.texts.get(below(folder, 'requirements.txt')) ?? '').split(/\r?\n/);
  const project = look.texts.get(below(folder, 'pyproject.toml')) ?? '';
  const names = [...requirements, ...listed(project), ...poetryKeys(project)].flatMap((line) => {
    // What holds for some machines only, or stands elsewhere, is not decided here.
    if (/[;@]|^\s*[-#]/.test(line)) return [];
    return nameAtStart.exec(line.trim())?.[0] ?? [];
  });
  return [...new Set(names)].filter((name) => name.toLowerCase() !== 'python').slice(0, MAX);
}

/** The strings of `dependencies = [ … ]` in the table `[project]`. */
function listed(text: string): readonly string[] {
  const table = tableOf(text, 'project');
  const begin = /^dependencies\s*=\s*\[/m.exec(table);
  if (begin === null) return [];
  const strings: string[] = [];
  const rest = table.slice(begin.index + begin[0].length);
  for (const [piece, double, single] of rest.matchAll(/"([^"\n]*)"|'([^'\n]*)'|\]/g)) {
    if (piece === ']') break;
    strings.push(double ?? single ?? '');
  }
  return strings;
}

function poetryKeys(text: string): readonly string[] {
  const lines = tableOf(text, 'tool.poetry.dependencies').split(/\r?\n/);
  return lines.flatMap((line) => /^\s*["']?([\w.-]+)["']?\s*=/.exec(line)?.[1] ?? []);
}

/** The lines between the head of a table and the next head. */
function tableOf(text: string, name: string): string {
  const lines = text.split(/\r?\n/);
  const begin = lines.findIndex((line) => line.trim() === `[${name}]`);
  if (begin < 0) return '';
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => /^\s*\[[^\]]*\]\s*(?:#.*)?$/.test(line) && !/^\s*\[\s*\]/.test(line));
  return (end < 0 ? rest : rest.slice(0, end)).join('\n');
}
