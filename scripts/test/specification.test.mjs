import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSpecification } from '../check-specification.mjs';
import { readMarks } from '../specification/marks.mjs';
import { readInventory, readRows } from '../specification/rows.mjs';
import { renderTable, TABLE_FILE } from '../specification/table.mjs';
import { repositoryRoot } from '../workspace.mjs';
import { plant } from './planted-tree.mjs';

const row = (/** @type {string} */ id, /** @type {object} */ more = { ours: 'Door.open' }) => ({
  id,
  document: Number(id[0]),
  kind: 'method',
  name: 'open',
  ...more,
});
const documents = (/** @type {string[]} */ ...ids) => [
  { document: 3, title: 'the third', sections: [{ title: 'Door', ids }] },
];
const ran = (/** @type {string} */ status, /** @type {string[]} */ ...specification) => ({
  name: 'given a door, opens',
  assertionResults: [{ fullName: 'given a door, opens', status, meta: { specification } }],
});
const TEST = 'packages/one/test/door.test.ts';
const ROWS = 'docs/specification-rows.json';
const INVENTORY = 'scripts/specification/documents.json';

const marked = (/** @type {string} */ list) =>
  `import { it } from 'vitest';\nit('given a door, opens', { meta: { specification: ${list} } }, () => {});\n`;

/** A repository in which everything is proven, with changes planted. @param {Record<string, unknown>} [changes] */
function problemsOf(changes = {}) {
  const { report, texts, table, ...files } = changes;
  const root = plant({
    [ROWS]: [row('3.Door.open'), row('3.Door.shut', { issue: 'projects' })],
    [INVENTORY]: documents('3.Door.open', '3.Door.shut'),
    [TEST]: marked("['3.Door.open']"),
    .../** @type {Record<string, any>} */ (files),
    ...(texts === undefined ? {} : { 'texts/3-third.txt': /** @type {string} */ (texts) }),
  });
  const result = 'report' in changes ? report : [ran('passed', '3.Door.open')];
  if (result !== undefined) {
    const testResults = /** @type {object[]} */ (result).map((one) => ({ ...one, name: join(root, TEST) }));
    execFileSync('mkdir', ['reports'], { cwd: root });
    writeFileSync(join(root, 'reports/tests.json'), JSON.stringify({ testResults }));
  }
  const { marks } = readMarks(root);
  const written = renderTable(readRows(root), readInventory(root), marks);
  writeFileSync(join(root, TABLE_FILE), table === undefined ? written : String(table));
  const { problems, partial } = checkSpecification(root, join(root, 'texts'));
  return [...problems, ...partial];
}

describe('the check of the specification', () => {
  it('given every row with a test that passed, and a table that says so, finds nothing', () => {
    expect(problemsOf()).toEqual([]);
  });

  it.each([
    ['a row without a test', { [TEST]: marked('[]'), report: [ran('passed')] }, ['3.Door.open has no test']],
    [
      'a test that failed',
      { report: [ran('passed', '3.Door.open'), ran('failed', '3.Door.open')] },
      ['and failed: given a door, opens'],
    ],
    ['a test that was skipped', { report: [ran('skipped', '3.Door.open')] }, ['and failed: given a door, opens']],
    ['a test that did not run', { report: [ran('passed')] }, ['the test that proves 3.Door.open did not run']],
    ['a file of tests that was not run', { report: [] }, ['knows nothing of it: run npm test']],
    ['no report', { report: undefined }, ['reports/tests.json is missing: run npm test']],
    [
      'a mark that names no row',
      { [TEST]: marked("['3.Door.open', '3.Door.knock']"), report: [ran('passed', '3.Door.open', '3.Door.knock')] },
      [`${TEST}:2: "3.Door.knock" names no row`],
    ],
    [
      'a mark on an open row',
      { [TEST]: marked("['3.Door.open', '3.Door.shut']"), report: [ran('passed', '3.Door.open', '3.Door.shut')] },
      ['stands in docs/specification-rows.json as open for "projects"'],
    ],
    [
      'a mark that only a running test knows',
      { [TEST]: marked("['3.Door.open', ...rows()]"), report: [ran('passed', '3.Door.open', '3.Door.shut')] },
      ['"rows()" is no literal', '3.Door.shut: marked while the tests ran'],
    ],
    ['a table that is stale', { table: '# Old\n' }, ['docs/specification.md is stale']],
    [
      'a row that the inventory lacks',
      { [INVENTORY]: documents('3.Door.open') },
      [`${INVENTORY}: 3.Door.shut of ${ROWS} is missing`],
    ],
    [
      'a row that the rows lack',
      { [INVENTORY]: documents('3.Door.open', '3.Door.shut', '3.Door.lock') },
      [`${ROWS}: 3.Door.lock of ${INVENTORY} is missing`],
    ],
    [
      'rows that are not well formed',
      { [ROWS]: [row('3.Door.open'), row('3.Door.open'), row('3.Door.shut', { document: 4, issue: 'whatever' })] },
      ['does not begin with its document, 4', '"whatever" is none of', '3.Door.open stands twice'],
    ],
    [
      'a row with neither a name nor an issue',
      { [ROWS]: [row('3.Door.open'), row('3.Door.shut', {})] },
      ['neither a name of ours nor an issue', '3.Door.shut has no test'],
    ],
  ])('given %s, says so', (_what, changes, expected) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(problems[index]).toContain(part);
  });

  it('given a text that names more than the inventory, tells each name with its place', () => {
    const texts = [
      '### DoorManager',
      '##### `async open(key: Dict[str, Any] = None, **kwargs) -> Dict[str, Any]`',
      '- **Parameters**:',
      '  - `force` (bool, optional): Whether',
      '- **Returns**: a dictionary',
      '  ```python',
      '  {',
      '    "success": bool,',
      '    "parts": {',
      '      "lock": {"status": str},',
      '    }',
      '  }',
      '  ```',
      '### DoorStatus',
      '- `OPEN`: it is open',
      '```python',
      'class Door:',
      '    name: str',
      '    def knock(self, times: int = 1) -> None',
      'class Mode(Enum):',
      '    WIDE = "wide"',
      '```',
      '### Environment',
      '- `CODOMYRMEX_DOOR`: a variable',
      '```bash',
      'codomyrmex door open --wide',
      '```',
      '',
    ].join('\n');
    const named = problemsOf({ texts }).map((problem) => /: 3\.(\S+) is missing, .*:(\d+) /.exec(problem)?.slice(1, 3));
    expect(named.map((one) => one?.join(' '))).toEqual([
      'DoorManager 1',
      'DoorManager.open 2',
      'DoorManager.open.key 2',
      'DoorManager.open.force 4',
      'DoorManager.open->success 8',
      'DoorManager.open->parts 9',
      'DoorManager.open->parts.lock 10',
      'DoorManager.open->parts.status 10',
      'DoorStatus 14',
      'DoorStatus.OPEN 15',
      'Door 17',
      'Door.name 18',
      'Door.knock 19',
      'Door.knock.times 19',
      'Mode 20',
      'Mode.WIDE 21',
      'env.CODOMYRMEX_DOOR 24',
      'cli.door_open 26',
      'cli.door_open.--wide 26',
    ]);
  });
});

describe('the marks of the tests', () => {
  it('given groups, tables and constants, are found with the titles that lead to them', () => {
    const root = plant({
      [TEST]: [
        "import { describe, it } from 'vitest';",
        "const both = ['3.a', '3.b'] as const;",
        "describe('a door', { meta: { specification: ['3.group'] } }, () => {",
        "  it('has no mark of its own', () => {});",
        "  it.each([1, 2])('opens %s times', { timeout: 5, meta: { specification: [...both, ...['c', 'd'].map((name) => `3.${name}.x`)] } }, () => {});",
        '});',
        "it('is not marked', () => {});",
        '',
      ].join('\n'),
    });
    expect(readMarks(root)).toEqual({
      problems: [],
      marks: [
        { id: '3.group', file: TEST, line: 4, title: 'a door › has no mark of its own' },
        ...['3.a', '3.b', '3.c.x', '3.d.x'].map((id) => ({
          id,
          file: TEST,
          line: 5,
          title: 'a door › opens %s times',
        })),
      ],
    });
  });
});

describe('the table', () => {
  it('given proven, open and unproven rows, counts them and keeps the signs of Markdown out of its cells', () => {
    const root = plant({
      [ROWS]: [
        row('3.Door.open', { ours: 'Door.open(a | b)', note: 'a *note*' }),
        row('3.Door.shut', { issue: 'projects' }),
        row('3.Door.lock'),
      ],
      [INVENTORY]: documents('3.Door.open', '3.Door.shut', '3.Door.lock'),
      [TEST]: marked("['3.Door.open']"),
    });
    const table = renderTable(readRows(root), readInventory(root), readMarks(root).marks);
    expect(table).toContain('| all | 3 | 1 | 1 | 1 |');
    expect(table).toContain(
      '| `3.Door.open` | `open`<br>a \\*note\\* | method | `Door.open(a \\| b)` | ' +
        `[door.test.ts](../${TEST}) › given a door, opens |`,
    );
    expect(table).toContain('| `3.Door.shut` | `open` | method |  | open (projects) |');
    expect(table).toContain('Open rows by what they wait for: projects 1.');
  });

  it('given this repository, has a row for each id of the inventory, in its order', () => {
    const ids = readInventory(repositoryRoot).flatMap(({ sections }) => sections.flatMap((section) => section.ids));
    const written = readFileSync(join(repositoryRoot, TABLE_FILE), 'utf8');
    expect([...written.matchAll(/^\| `([1-5]\.[^`]+)`/gm)].map(([, id]) => id)).toEqual(ids);
  });
});
