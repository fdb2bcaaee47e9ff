import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { placeOnce } from '../src/place-once.ts';

it('given two that bring the same, then the first stays and the second is content; what is not there is an error', () => {
  const root = mkdtempSync(join(tmpdir(), 'codomyrmex-place-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ['one', 'two']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'who'), name);
    placeOnce(join(root, name), join(root, 'place'));
  }
  expect(readFileSync(join(root, 'place', 'who'), 'utf8')).toBe('one');
  expect(() => placeOnce(join(root, 'none'), join(root, 'place'))).toThrow('ENOENT');
});
