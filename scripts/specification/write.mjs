// Writes docs/specification.md: node scripts/specification/write.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../workspace.mjs';
import { readMarks } from './marks.mjs';
import { readInventory, readRows } from './rows.mjs';
import { renderTable, TABLE_FILE } from './table.mjs';

const { marks, problems } = readMarks(repositoryRoot);
for (const problem of problems) console.error(problem);
writeFileSync(
  join(repositoryRoot, TABLE_FILE),
  renderTable(readRows(repositoryRoot), readInventory(repositoryRoot), marks),
);
if (problems.length > 0) process.exitCode = 1;
