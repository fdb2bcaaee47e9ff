// Stage 1: what the files of data/raw say, as records that know where they come from. Nothing is judged yet.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { csvRecords } from './csv.mjs';
import { filesLike, writeJson, writeJsonLines } from './files.mjs';
import { runAsProgram } from './program.mjs';

const columns = ['order_id', 'date', 'store', 'product', 'quantity', 'unit_price'];

export async function extract(project, config) {
  const raw = new URL('data/raw/', project);
  const orders = await filesLike(raw, config.sources.orders);
  const count = await writeJsonLines(
    new URL('data/processed/orders.jsonl', project),
    records(raw, orders),
    config.batch_size,
  );
  const [storesFile] = await filesLike(raw, config.sources.stores);
  const stores = JSON.parse(await readFile(new URL(storesFile, raw), 'utf8'));
  if (!Array.isArray(stores)) throw new Error(`data/raw/${storesFile} is no list`);
  await writeJson(new URL('data/processed/stores.json', project), stores);
  return `${count} orders of ${orders.length} files, ${stores.length} stores`;
}

async function* records(folder, names) {
  for (const name of names) {
    let header;
    for await (const { line, fields } of csvRecords(createReadStream(new URL(name, folder), 'utf8'))) {
      if (header === undefined) {
        // A mark at the beginning is how some programs say that a file is UTF-8.
        header = fields.map((field) => field.replace(/^\uFEFF/, '').trim());
        const missing = columns.filter((column) => !header.includes(column));
        if (missing.length > 0) throw new Error(`data/raw/${name}: there is no column ${missing.join(', ')}`);
        continue;
      }
      const values = Object.fromEntries(columns.map((column) => [column, fields[header.indexOf(column)] ?? '']));
      yield { source: `${name}:${line}`, surplus: fields.length - header.length, values };
    }
  }
}

await runAsProgram(import.meta.url, extract);
