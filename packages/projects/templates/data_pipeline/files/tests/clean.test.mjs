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

for (const [what, changes, reason] of [
  ['a day that there is not', { date: '2026-02-30' }, /no day 2026-02-30/],
  ['another way to write a day', { date: '28/02/2026' }, /no day/],
  ['an unknown store', { store: 'moon' }, /no store moon/],
  ['no product', { product: ' ' }, /product is empty/],
  ['no quantity', { quantity: '' }, /quantity/],
  ['a negative quantity', { quantity: '-1' }, /quantity/],
  ['half a piece', { quantity: '0.5' }, /quantity/],
  ['a price that is none', { unit_price: '6,20' }, /unit_price/],
  ['a price with three places', { unit_price: '6.205' }, /unit_price/],
  ['an amount beyond belief', { quantity: '1000' }, /more than 1000/],
  ['an id that is none', { order_id: 'x' }, /order_id/],
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
