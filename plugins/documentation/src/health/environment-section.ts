import type { Block, Cell, Section } from '../page/report.ts';
import type { AreaValue } from './areas.ts';

const MAX_COLUMNS = 6;
const MAX_FACTS = 40;

/** What the machine has. Modules differ in what they say about it, so single values become facts, and lists of records tables. */
export function environmentSection(environment: AreaValue<'environment'>): Section {
  const entries = Object.entries(environment);
  const facts = entries.flatMap(([name, value]) => factsOf(name, value)).slice(0, MAX_FACTS);
  const tables = entries.flatMap(([name, value]) => tableOf(name, value));
  return {
    title: 'Environment',
    summary: 'The machine on which the steps ran.',
    blocks: [...(facts.length === 0 ? [] : [{ kind: 'facts' as const, facts }]), ...tables],
  };
}

const words = (name: string): string => name.replaceAll('_', ' ');

function factsOf(name: string, value: unknown): { name: string; value: Cell }[] {
  if (isCell(value)) return value === null ? [] : [{ name: words(name), value }];
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isCell) ? [{ name: words(name), value: value.slice(0, 20).join(', ') }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isCell(inner) && inner !== null ? [{ name: `${words(name)}: ${words(key)}`, value: inner }] : [],
  );
}

function tableOf(name: string, value: unknown): readonly Block[] {
  if (!Array.isArray(value) || value.length === 0) return [];
  const records = value.filter(
    (item): item is Record<string, unknown> => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))]
    .filter((key) => records.some((record) => isCell(record[key]) && record[key] !== null))
    .slice(0, MAX_COLUMNS);
  if (keys.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: words(name),
      columns: keys.map((key) => ({ label: words(key), kind: key === 'status' ? 'severity' : 'text' })),
      rows: records.slice(0, 500).map((record) => keys.map((key) => cellOf(record[key]))),
      visible: 15,
    },
  ];
}

function isCell(value: unknown): value is Cell {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

const cellOf = (value: unknown): Cell => (isCell(value) ? value : null);
