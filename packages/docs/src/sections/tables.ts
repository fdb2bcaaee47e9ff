import { apiFacts } from '../facts/api-facts.ts';
import { parametersOf, pluginFacts } from '../facts/plugin-facts.ts';
import type { ParameterFacts } from '../facts/workflow-facts.ts';
import { code, link, prose, table } from '../markdown/inline.ts';
import { folderOf, relativeTo } from '../tree/paths.ts';
import type { Subject, Told } from './subject.ts';

/** The workflows of the project. */
export function workflows({ facts, folder, file }: Subject): Told {
  if (folder !== '' || facts.workflows.length === 0) return { title: 'Workflows', body: '' };
  const rows = facts.workflows.map((one) => [
    link(one.name, relativeTo(folderOf(file), one.file)),
    prose(one.description ?? ''),
    one.parameters.map(parameter).join(', '),
  ]);
  const run = `Run one with ${code('codomyrmex workflow run NAME')}, and ${code('--param key=value')} for each parameter.`;
  return {
    title: 'Workflows',
    body: `${table(['workflow', 'what it is for', 'parameters (default)'], rows)}\n\n${run}`,
  };
}

/** What is needed is said; what is not needed has its default, or a question mark. */
function parameter({ name, required, default: value }: ParameterFacts): string {
  if (value !== undefined && value.length <= 40) return `${code(name)} (${code(value)})`;
  return required ? code(name) : code(`${name}?`);
}

/** The actions of a plugin, from the manifest that its build writes. A manifest that is not there leaves a section as it is. */
export async function actions({ tree, folder }: Subject): Promise<Told | { readonly missing: string }> {
  const plugin = await pluginFacts(tree, folder);
  if (plugin === undefined) return { title: 'Actions', body: '' };
  if (plugin.kind === 'missing') return { missing: plugin.path };
  const rows = plugin.manifest.actions.map(({ name, title, input, effects }) => [
    code(name),
    prose(title),
    parametersOf(input).map(parameter).join(', '),
    effects.join(', '),
  ]);
  const body = table(['action', 'does', 'parameters (default)', 'effects'], rows);
  return { title: 'Actions', body: rows.length === 0 ? '' : body };
}

const MAX_EXPORTS = 300;

/** What the package exports, from its TypeScript sources. */
export async function api({ tree, packages }: Subject): Promise<Told> {
  const entry = packages.find((one) => one.entry !== undefined)?.entry;
  const found = entry === undefined ? [] : await apiFacts(tree, entry);
  const rows = found
    .slice(0, MAX_EXPORTS)
    .map(({ name, kind, summary }) => [code(name), kind ?? '', prose(summary ?? '')]);
  if (rows.length === 0) return { title: 'Exports', body: '' };
  const more = found.length > MAX_EXPORTS ? `\n\nAnd ${found.length - MAX_EXPORTS} more.` : '';
  return { title: 'Exports', body: `${table(['export', 'kind', 'what it is'], rows)}${more}` };
}
