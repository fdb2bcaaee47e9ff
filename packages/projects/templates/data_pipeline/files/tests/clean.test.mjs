import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeOf } from '../pipelines/clean.mjs';

const good = { order_id: '1', date: '2026-02-28', store: ' North ', product: 'Tea', quantity: '2', unit_price: '6.20' };
const judge = (changes = {}, surplus = 0) =>
  judgeOf(new Set(['north']), { max_amount: 1_000 })({ surplus, values: { ...good, ...changes } });

test('given an order, then its values have their types', () => {
  assert.deepEqual(judge().order, {
    order_id: 1,
    date: '2026-02-28',
    store: 'north',
    product: 'Tea',
    quantity: 2,
    amount: 12.4,
  });
  assert.deepEqual(judge().reasons, []);
});

for (const { what, changes, reason } of [
  { what: 'a day that there is not', changes: { date: '2026-02-30' }, reason: /no day 2026-02-30/ },
  { what: 'another way to write a day', changes: { date: '28/02/2026' }, reason: /no day/ },
  { what: 'an unknown store', changes: { store: 'moon' }, reason: /no store moon/ },
  { what: 'no product', changes: { product: ' ' }, reason: /product is empty/ },
  { what: 'no quantity', changes: { quantity: '' }, reason: /quantity/ },
  { what: 'a negative quantity', changes: { quantity: '-1' }, reason: /quantity/ },
  { what: 'half a piece', changes: { quantity: '0.5' }, reason: /quantity/ },
  { what: 'a price that is none', changes: { unit_price: '6,20' }, reason: /unit_price/ },
  { what: 'a price with three places', changes: { unit_price: '6.205' }, reason: /unit_price/ },
  { what: 'an amount beyond belief', changes: { quantity: '1000' }, reason: /more than 1000/ },
  { what: 'an id that is none', changes: { order_id: 'x' }, reason: /order_id/ },
]) {
  test(`given ${what}, then the order is rejected with the reason`, () => {
    assert.match(judge(changes).reasons.join(), reason);
  });
}

test('given several faults, then all of them are told', () => {
  assert.equal(judge({ date: '', store: '', quantity: '' }, 1).reasons.length, 4);
});

test('given the same order twice, then it counts once; given another with its id, then that one is rejected', () => {
  const remembering = judgeOf(new Set(['north']), { max_amount: 1_000 });
  const seen = (changes = {}) => remembering({ surplus: 0, values: { ...good, ...changes } });
  assert.equal(seen().isDuplicate, false);
  assert.equal(seen().isDuplicate, true);
  assert.match(seen({ quantity: '3' }).reasons.join(), /other values/);
});
