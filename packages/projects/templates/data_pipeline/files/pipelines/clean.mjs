// Stage 2: orders that can be counted on. What is not good enough is told with its reasons and never dropped silently; when
// that is too much of it, something is wrong with the source, and the stage fails.
import { readFile } from 'node:fs/promises';
import { jsonLines, writeJson, writeJsonLines } from './files.mjs';
import { runAsProgram } from './program.mjs';

export async function clean(project, config) {
  const processed = new URL('data/processed/', project);
  const stores = JSON.parse(await readFile(new URL('stores.json', processed), 'utf8'));
  const judge = judgeOf(new Set(stores.map(({ id }) => id)), config);
  const rejected = [];
  let duplicates = 0;
  async function* kept() {
    for await (const record of jsonLines(new URL('orders.jsonl', processed))) {
      const judged = judge(record);
      if (judged.isDuplicate) duplicates++;
      else if (judged.reasons.length > 0) rejected.push({ source: record.source, reasons: judged.reasons });
      else yield judged.order;
    }
  }
  const count = await writeJsonLines(new URL('clean-orders.jsonl', processed), kept(), config.batch_size);
  await writeJson(new URL('rejected.json', processed), { kept: count, duplicates, rejected });
  const share = rejected.length / Math.max(count + rejected.length, 1);
  const told = `orders kept: ${count}, left out as duplicates: ${duplicates}, rejected: ${rejected.length}`;
  if (share > config.max_rejected_share) {
    throw new Error(`${told}: more than ${config.max_rejected_share * 100} % (data/processed/rejected.json says why)`);
  }
  return told;
}

/** Remembers what it has seen: an order that comes twice with the same values counts once. */
export function judgeOf(stores, { max_amount }) {
  const seen = new Map();
  return ({ values, surplus }) => {
    const text = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));
    const quantity = Number(text.quantity);
    const unitPrice = Number(text.unit_price);
    const store = text.store.toLowerCase();
    const reasons = [];
    if (surplus > 0) reasons.push(`${surplus} fields more than the header has`);
    if (!/^\d+$/.test(text.order_id)) reasons.push('order_id is no number');
    if (!isDate(text.date)) reasons.push(`there is no day ${text.date}`);
    if (!stores.has(store)) reasons.push(`there is no store ${text.store}`);
    if (text.product === '') reasons.push('product is empty');
    if (text.quantity === '' || !Number.isInteger(quantity) || quantity <= 0)
      reasons.push('quantity is no number above 0');
    if (!/^\d+(\.\d{1,2})?$/.test(text.unit_price)) reasons.push('unit_price is no amount');
    const amount = Math.round(quantity * unitPrice * 100) / 100;
    if (amount > max_amount) reasons.push(`amount is more than ${max_amount}`);
    const order = { order_id: Number(text.order_id), date: text.date, store, product: text.product, quantity, amount };
    const known = seen.get(order.order_id);
    if (reasons.length === 0 && known !== undefined) {
      if (known === JSON.stringify(order)) return { isDuplicate: true, reasons, order };
      reasons.push(`order_id ${order.order_id} is there with other values`);
    }
    if (reasons.length === 0) seen.set(order.order_id, JSON.stringify(order));
    return { isDuplicate: false, reasons, order };
  };
}

function isDate(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // 2026-02-30 is read as the second of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

await runAsProgram(import.meta.url, clean);
