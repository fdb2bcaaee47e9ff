import type { WrittenStatement } from '../connection.ts';

/** What is asked of an authorizer: numbers of https://sqlite.org/c3ref/c_alter_table.html. */
type Verdict = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly what: string };

const allowed: Verdict = { kind: 'allowed' };
const refusedFor = (what: string): Verdict => ({ kind: 'refused', what });

const READ = 20;
const SELECT = 21;
const FUNCTION = 31;
const RECURSIVE = 33;
const PRAGMA = 19;

/** Attaching is how VACUUM INTO writes a file anywhere, too. */
const never: ReadonlyMap<number, string> = new Map([
  [24, 'attaching another database file (ATTACH, VACUUM)'],
  [25, 'detaching a database (DETACH)'],
  [22, 'beginning or ending a transaction: the action has one of its own'],
  [32, 'savepoints: the action has a transaction of its own'],
]);

const changes: ReadonlySet<number> = new Set([
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 23, 26, 27, 28, 30,
]);

const CREATE_VTABLE = 29;
/** Those that keep what they hold in tables of the same database. */
const ownTables: ReadonlySet<string> = new Set(['fts3', 'fts4', 'fts5', 'rtree', 'rtree_i32', 'geopoly']);

/** Pragmas that only tell, whatever they are given. */
const telling: ReadonlySet<string> = new Set([
  'collation_list',
  'compile_options',
  'database_list',
  'foreign_key_check',
  'foreign_key_list',
  'freelist_count',
  'function_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'module_list',
  'page_count',
  'pragma_list',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
]);

/** Pragmas that tell when they are given nothing, and set when they are given something. */
const tellingAlone: ReadonlySet<string> = new Set([
  'application_id',
  'auto_vacuum',
  'cache_size',
  'data_version',
  'encoding',
  'foreign_keys',
  'journal_mode',
  'page_size',
  'schema_version',
  'synchronous',
  'user_version',
]);

/** Functions that reach beyond the database, or show memory as it is. */
const refusedFunctions: ReadonlySet<string> = new Set([
  'load_extension',
  'fts3_tokenizer',
  'readfile',
  'writefile',
  'edit',
]);

interface Asked {
  readonly action: number;
  readonly first: string | null;
  readonly second: string | null;
}

/** Whether a statement may do this. What is not known is refused: a newer SQLite may be able to do more. */
export function verdictOn({ action, first, second }: Asked, access: WrittenStatement['access']): Verdict {
  const why = never.get(action);
  if (why !== undefined) return refusedFor(why);
  switch (action) {
    case SELECT:
    case READ:
    case RECURSIVE:
      return allowed;
    case FUNCTION:
      return refusedFunctions.has((second ?? '').toLowerCase()) ? refusedFor(`the function ${second}`) : allowed;
    case PRAGMA:
      return pragmaVerdict((first ?? '').toLowerCase(), second);
    case CREATE_VTABLE:
      if (!ownTables.has((second ?? '').toLowerCase())) return refusedFor(`virtual tables of ${second}`);
      return changeVerdict(access);
    default:
      return changes.has(action) ? changeVerdict(access) : refusedFor(`what SQLite calls action ${action}`);
  }
}

const changeVerdict = (access: WrittenStatement['access']): Verdict =>
  access === 'write' ? allowed : refusedFor('changing the database');

function pragmaVerdict(name: string, value: string | null): Verdict {
  if (telling.has(name) || (tellingAlone.has(name) && value === null)) return allowed;
  return refusedFor(value === null ? `PRAGMA ${name}` : `setting PRAGMA ${name}`);
}
