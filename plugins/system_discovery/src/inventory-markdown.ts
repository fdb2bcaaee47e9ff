import type { Inventory } from './inventory.ts';

/** An inventory as Markdown; what comes from the project is escaped. */
export function inventoryMarkdown(inventory: Inventory): string {
  const { modules, languages, capabilities, system, totals } = inventory;
  return [
    `# Inventory of ${inert(inventory.name)}`,
    '',
    `Taken ${inventory.discovered_at}, ${inventory.branch === null ? 'of no branch' : `of the branch ${inert(inventory.branch)}`}.`,
    '',
    `${totals.files} files of code: ${totals.functions} functions, ${totals.methods} methods, ${totals.classes} classes and types.` +
      ` ${totals.exported} can be used by others; ${totals.documented} of them are documented.`,
    ...table(
      'Modules',
      ['module', 'path', 'kind', 'version', 'files', 'lines', 'language'],
      modules.map((each) => [
        each.name,
        each.path,
        each.kind,
        each.version ?? '',
        each.files,
        each.lines,
        each.language ?? '',
      ]),
    ),
    ...table(
      'Languages',
      ['language', 'files', 'functions', 'methods', 'classes', 'exported', 'documented'],
      languages.map((each) => [
        each.language,
        each.files,
        each.functions,
        each.methods,
        each.classes,
        each.exported,
        each.documented,
      ]),
    ),
    ...table(
      'Capabilities',
      ['name', 'kind', 'where', 'says'],
      capabilities.map(({ name, container, kind, file, line, doc }) => [
        container === null ? name : `${container}.${name}`,
        kind,
        `${file}:${line}`,
        doc ?? '',
      ]),
    ),
    ...(inventory.capabilities_left_out === 0 ? [] : ['', `${inventory.capabilities_left_out} more are not listed.`]),
    '',
    '## Machine',
    '',
    `${system.platform} ${system.arch}, Node ${system.node}, ${system.cpus} CPUs, ${system.memory_free_gb} of ${system.memory_gb} GB of memory free.`,
    '',
  ].join('\n');
}

function table(title: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? cell : inert(cell))).join(' | ')} |`;
  return ['', `## ${title}`, '', line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)];
}

function inert(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()<>#+!|~&]/g, '\\$&');
}
