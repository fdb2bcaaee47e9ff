import { readdirSync, readFileSync } from 'node:fs';
import { SyntaxReader } from '@codomyrmex/syntax-trees';
import { expect, test } from 'vitest';
import { measureFunctions } from '../src/complexity/function-metrics.ts';
import { languageOfName } from '../src/language/language.ts';

const folder = new URL('./fixtures/complexity/', import.meta.url);

for (const file of readdirSync(folder)) {
  test(`given ${file}, when it is measured, then every function has the numbers that were counted by hand`, async () => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const syntax = languageOfName(file.replace('.fixture', ''))?.syntax;
    if (syntax === undefined) throw new Error(`no grammar for ${file}`);
    const { grammar, profile } = syntax;
    const reading = await new SyntaxReader().read({ text, grammar, depth: 0 }, (root) => ({
      broken: root.hasError,
      metrics: measureFunctions(root, profile),
    }));
    if (reading.kind !== 'read') throw new Error(reading.reason);
    const { broken, metrics } = reading.value;
    expect(broken).toBe(false);
    const found = metrics.functions.map(
      (one) =>
        `${one.name} cyclomatic=${one.cyclomatic} cognitive=${one.cognitive} nesting=${one.nesting} parameters=${one.parameters}`,
    );
    const expected = [...text.matchAll(/expect (\S+ cyclomatic.*)$/gm)].map((match) => match[1] ?? '');
    expect(expected.length).toBeGreaterThan(0);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });
}
