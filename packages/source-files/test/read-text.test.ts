import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes, readText, textOf } from '@codomyrmex/source-files';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('given files of several encodings, when they are read, then the text and how it was written are given', async () => {
  const utf16 = Buffer.from('\ufeffgrüße', 'utf16le');
  const root = await projectFolder({
    plain: 'grüße',
    marked: '\ufeffgrüße',
    little: utf16,
    big: Buffer.from(utf16).swap16(),
    latin: Buffer.from('grüße', 'latin1'),
    replaced: 'gr\ufffde',
    empty: '',
    long: 'é'.repeat(10_000),
  });
  const read = (name: string) => readText(join(root, name));
  expect(read('plain')).toEqual({ kind: 'text', text: 'grüße', bytes: 7, encoding: 'utf-8' });
  expect(read('marked')).toEqual({ kind: 'text', text: '\ufeffgrüße', bytes: 10, encoding: 'utf-8' });
  expect(read('little')).toEqual({ kind: 'text', text: 'grüße', bytes: 12, encoding: 'utf-16le' });
  expect(read('big')).toEqual({ kind: 'text', text: 'grüße', bytes: 12, encoding: 'utf-16be' });
  expect(read('latin')).toEqual({ kind: 'text', text: 'gr\ufffd\ufffde', bytes: 5, encoding: 'unknown' });
  expect(read('replaced')).toMatchObject({ text: 'gr\ufffde', encoding: 'utf-8' });
  expect(read('empty')).toEqual({ kind: 'text', text: '', bytes: 0, encoding: 'utf-8' });
  expect(read('long')).toMatchObject({ text: 'é'.repeat(10_000), bytes: 20_000 });
});

test('given what is no text within bounds, when it is read, then it is told why', async () => {
  const root = await projectFolder({
    'a.txt': 'text',
    binary: Uint8Array.of(0x78, 0, 0x3d),
    late: `${'x'.repeat(8_000)}\0`,
  });
  await symlink('a.txt', join(root, 'link'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const reason = (name: string, maxBytes?: number) => {
    const read = readText(join(root, name), maxBytes);
    return read.kind === 'unread' ? read.reason : read.kind;
  };
  expect(reason('a.txt', 4)).toBe('text');
  expect(reason('a.txt', 3)).toBe('too_large');
  expect(reason('binary')).toBe('binary');
  expect(reason('late')).toBe('text');
  expect(reason('link')).toBe('unreadable');
  expect(reason('nowhere')).toBe('unreadable');
  expect(reason('.')).toBe('not_a_file');
  expect(reason('pipe')).toBe('not_a_file');
  expect(readBytes(join(root, 'binary'), 3)).toEqual({ kind: 'bytes', bytes: Buffer.from([0x78, 0, 0x3d]) });
  expect(textOf(join(root, 'a.txt'))).toBe('text');
  expect(textOf(join(root, 'link'))).toBeUndefined();
});

const pieces = [
  'a',
  '\n',
  '\ufeff',
  '\ufffd',
  'é',
  '😀',
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0xc3),
  Uint8Array.of(0xed, 0xa0),
];
const contents = fc
  .array(fc.constantFrom(...pieces), { maxLength: 6 })
  .map((some) => Buffer.concat(some.map((piece) => Buffer.from(piece))));

test('given any bytes, when they are read as UTF-8, then writing the text again gives the same file', async () => {
  const root = await projectFolder();
  const path = join(root, 'any');
  fc.assert(
    fc.property(contents, (content) => {
      writeFileSync(path, content);
      const read = readText(path);
      const isSame = read.kind === 'text' && Buffer.from(read.text, 'utf8').equals(content);
      expect(isSame).toBe(read.kind === 'text' && read.encoding === 'utf-8');
    }),
  );
});
