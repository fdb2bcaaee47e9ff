// What there is to build: the list of what to order, from data/stock.json to output/reorders.json.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { reorders } from './inventory.mjs';

const project = new URL('../', import.meta.url);
const stock = JSON.parse(await readFile(new URL('data/stock.json', project), 'utf8'));
const listed = reorders(stock);
await mkdir(new URL('output/', project), { recursive: true });
await writeFile(new URL('output/reorders.json', project), `${JSON.stringify(listed, null, 2)}\n`);
console.log(`output/reorders.json: ${listed.length} of ${stock.length} are to be ordered`);
