import { LineIndex } from '@codomyrmex/source-files';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const texts = fc.array(fc.constantFrom('a', 'é', '😀', '\n', '\r\n', '\r')).map((parts) => parts.join(''));

test('given any text, when its offsets are placed, then they stand where its lines say', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lines = new LineIndex(text);
      const before = text.split('\n');
      expect(lines.count).toBe(before.at(-1) === '' ? before.length - 1 : before.length);
      for (let offset = 0; offset <= text.length; offset++) {
        const until = text.slice(0, offset).split('\n');
        const place = { line: until.length, column: (until.at(-1)?.length ?? 0) + 1 };
        expect(lines.placeOf(offset)).toEqual(place);
        expect(lines.lineOf(offset)).toBe(place.line);
      }
      const all = before.map((_, index) => text.slice(lines.startOf(index + 1), lines.endOf(index + 1)));
      expect(all.join('')).toBe(text);
      expect(lines.startOf(before.length + 1)).toBe(text.length);
    }),
  );
});
