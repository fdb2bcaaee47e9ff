// Stage 3: the figures that people and charts look at, in data/output, as JSON and as CSV for spreadsheets.
import { readFile } from 'node:fs/promises';
import { csvText } from './csv.mjs';
import { jsonLines, writeJson, writeText } from './files.mjs';
import { runAsProgram } from './program.mjs';

export async function aggregate(project, config) {
  const processed = new URL('data/processed/', project);
  const output = new URL('data/output/', project);
  const stores = JSON.parse(await readFile(new URL('stores.json', processed), 'utf8'));
  const figures = await figuresOf(jsonLines(new URL('clean-orders.jsonl', processed)), stores);
  const { rejected, duplicates } = JSON.parse(await readFile(new URL('rejected.json', processed), 'utf8'));
  const summary = { ...figures.summary, currency: config.currency, rejected: rejected.length, duplicates };
  await writeJson(new URL('figures.json', output), { ...figures, summary });
  const tables = { 'by-month': figures.by_month, 'by-store': figures.by_store, 'by-product': figures.by_product };
  for (const [name, rows] of Object.entries(tables)) {
    const columns = Object.keys(rows[0] ?? { name: '' });
    const lines = rows.map((row) => columns.map((column) => row[column]));
    await writeText(new URL(`${name}.csv`, output), csvText([columns, ...lines]));
  }
  return `${summary.orders} orders, ${summary.amount} ${config.currency}`;
}

/** @param {AsyncIterable<{ date: string, store: string, product: string, quantity: number, amount: number }>} orders */
export async function figuresOf(orders, stores) {
  const months = new Map();
  const products = new Map();
  const byStore = new Map(stores.map(({ id }) => [id, { orders: 0, cents: 0 }]));
  const cells = new Map();
  const total = { orders: 0, cents: 0 };
  for await (const { date, store, product, amount } of orders) {
    const month = date.slice(0, 7);
    // Sums of whole cents do not drift.
    const cents = Math.round(amount * 100);
    const cell = `${store} ${month}`;
    for (const [map, key] of [
      [months, month],
      [products, product],
      [byStore, store],
      [cells, cell],
    ]) {
      const sum = map.get(key) ?? { orders: 0, cents: 0 };
      map.set(key, { orders: sum.orders + 1, cents: sum.cents + cents });
    }
    total.orders++;
    total.cents += cents;
  }
  const amountOf = ({ cents }) => cents / 100;
  const rows = (map, name, compare) =>
    [...map].sort(compare).map(([key, sum]) => ({ [name]: key, orders: sum.orders, amount: amountOf(sum) }));
  const byName = ([one], [other]) => (one < other ? -1 : 1);
  const byAmount = ([, one], [, other]) => other.cents - one.cents;
  const names = new Map(stores.map(({ id, name }) => [id, name]));
  const monthNames = [...months].sort(byName).map(([month]) => month);
  return {
    summary: { orders: total.orders, amount: amountOf(total), months: monthNames.length, stores: stores.length },
    by_month: rows(months, 'month', byName),
    by_store: rows(byStore, 'store', byAmount).map((row) => ({ ...row, store: names.get(row.store) })),
    by_product: rows(products, 'product', byAmount),
    store_by_month: {
      stores: stores.map(({ name }) => name),
      months: monthNames,
      amounts: stores.map(({ id }) => monthNames.map((month) => amountOf(cells.get(`${id} ${month}`) ?? { cents: 0 }))),
    },
  };
}

await runAsProgram(import.meta.url, aggregate);
