import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reorders, shippingClass } from './inventory.mjs';

const item = { sku: 'a', on_hand: 4, on_order: 0, daily_sales: 1.5, lead_days: 7, pack: 6 };

test('given what runs out before it can be delivered, then whole packs are ordered', () => {
  assert.deepEqual(reorders([item]), [{ sku: 'a', quantity: 12, days_left: 2.7 }]);
});

test('given enough, or enough on its way, or nothing sold, then nothing is ordered', () => {
  assert.deepEqual(reorders([{ ...item, on_hand: 40 }]), []);
  assert.deepEqual(reorders([{ ...item, on_order: 24 }]), []);
  assert.deepEqual(reorders([{ ...item, daily_sales: 0 }]), []);
});

test('given several, then the most urgent comes first', () => {
  const listed = reorders([
    { ...item, sku: 'later', on_hand: 9 },
    { ...item, sku: 'now', on_hand: 1 },
  ]);
  assert.deepEqual(
    listed.map(({ sku }) => sku),
    ['now', 'later'],
  );
});

for (const { item: sent, expected } of [
  { item: { weight: 1, length: 10 }, expected: 'letter' },
  { item: { weight: 3, length: 10, express: true }, expected: 'express' },
  { item: { weight: 25, length: 10, fragile: true, insured: true }, expected: 'freight-insured' },
  { item: { weight: 11, length: 130 }, expected: 'freight' },
]) {
  test(`given ${JSON.stringify(sent)}, then it is sent as ${expected}`, () => {
    assert.equal(shippingClass(sent), expected);
  });
}
