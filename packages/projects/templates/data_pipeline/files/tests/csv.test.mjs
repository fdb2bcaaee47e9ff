import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvRecords, csvText } from '../pipelines/csv.mjs';

async function read(...pieces) {
  const records = [];
  for await (const record of csvRecords(pieces)) records.push(record);
  return records;
}

test('given quotes, commas and ends of lines in fields, then they are read as they were written', async () => {
  const rows = [
    ['a', 'b,c', 'd"e'],
    ['', 'two\nlines', 'ü'],
  ];
  assert.deepEqual(
    (await read(csvText(rows))).map(({ fields }) => fields),
    rows,
  );
});

test('given text in pieces that end anywhere, then the records are the same', async () => {
  const text = 'a,"b ""x"""\r\n\r\n"c\r\nd",e\n';
  const whole = await read(text);
  assert.deepEqual(whole, [
    { line: 1, fields: ['a', 'b "x"'] },
    { line: 3, fields: ['c\r\nd', 'e'] },
  ]);
  for (let at = 1; at < text.length; at++) assert.deepEqual(await read(text.slice(0, at), text.slice(at)), whole);
  assert.deepEqual(await read(...text.split('')), whole);
});

test('given a quote that is not closed, then the line on which it begins is told', async () => {
  await assert.rejects(read('a\n"b\nc'), /line 2/);
});
