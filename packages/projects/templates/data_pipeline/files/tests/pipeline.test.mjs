import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { aggregate } from '../pipelines/aggregate.mjs';
import { clean } from '../pipelines/clean.mjs';
import { extract } from '../pipelines/extract.mjs';

const config = {
  sources: { orders: 'orders*.csv', stores: 'stores.json' },
  currency: 'EUR',
  batch_size: 2,
  max_amount: 1_000,
  max_rejected_share: 0.5,
};
const header = 'order_id,date,store,product,quantity,unit_price';

/** A project in a folder that goes with the test. */
async function projectWith(context, files) {
  const folder = await mkdtemp(join(tmpdir(), 'pipeline-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'data/raw'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'data/raw', name), text);
  const project = pathToFileURL(`${folder}/`);
  const read = (path) => readFile(new URL(path, project), 'utf8');
  return { project, folder, read };
}

const stores = JSON.stringify([
  { id: 'a', name: 'A' },
  { id: 'b', name: 'B' },
]);

test('given raw files, then every order is in the figures once, or among the rejected', async (context) => {
  const { project, folder, read } = await projectWith(context, {
    'orders-1.csv': `\uFEFF${header}\n1,2026-01-31,a,"Tea, green",2,0.10\n2,2026-02-01,b,Mug,1,0.20\n2,2026-02-01,b,Mug,1,0.20\n`,
    'orders-2.csv': `${header}\r\n3,2026-02-01,a,Mug,3,0.10\r\n4,2026-02-31,a,Mug,1,1.00\r\n`,
    'stores.json': stores,
  });
  for (const stage of [extract, clean, aggregate]) await stage(project, config);
  const figures = JSON.parse(await read('data/output/figures.json'));
  assert.deepEqual(figures.summary, {
    orders: 3,
    amount: 0.7,
    months: 2,
    stores: 2,
    currency: 'EUR',
    rejected: 1,
    duplicates: 1,
  });
  assert.deepEqual(figures.by_month, [
    { month: '2026-01', orders: 1, amount: 0.2 },
    { month: '2026-02', orders: 2, amount: 0.5 },
  ]);
  assert.deepEqual(figures.store_by_month.amounts, [
    [0.2, 0.3],
    [0, 0.2],
  ]);
  assert.equal(await read('data/output/by-product.csv'), 'product,orders,amount\nMug,2,0.5\n"Tea, green",1,0.2\n');
  const { rejected } = JSON.parse(await read('data/processed/rejected.json'));
  assert.equal(rejected[0].source, 'orders-2.csv:3');
  assert.deepEqual(
    (await readdir(join(folder, 'data/processed'))).filter((name) => name.endsWith('.new')),
    [],
  );
});

test('given more bad orders than are allowed, then the stage fails and says where the reasons are', async (context) => {
  const { project } = await projectWith(context, { 'orders.csv': `${header}\nx,,,,,\n`, 'stores.json': stores });
  await extract(project, config);
  await assert.rejects(clean(project, config), /rejected\.json/);
});

for (const { what, files, message } of [
  { what: 'no files', files: {}, message: /has no file orders\*\.csv/ },
  {
    what: 'a column too few',
    files: { 'orders.csv': 'order_id,date\n', 'stores.json': stores },
    message: /no column store, product/,
  },
]) {
  test(`given ${what}, then the extraction says what is missing and writes nothing`, async (context) => {
    const { project, folder } = await projectWith(context, files);
    await assert.rejects(extract(project, config), message);
    assert.deepEqual(await readdir(join(folder, 'data/processed')).catch(() => []), []);
  });
}
