import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The place in the sample project that is wrong, and what mends it. */
export const fault = {
  file: 'src/discount.js',
  wrong: 'export const discounted = (price) => price + price * 0.1;\n',
  right: 'export const discounted = (price) => price - price * 0.1;\n',
} as const;

/** A small shop in two languages, with a test that fails and a function that evaluates what others write. */
const files: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'demo-shop', version: '1.0.0', private: true, type: 'module' }, null, 2)}\n`,
  'README.md': '# Demo shop\n\nA cart, its prices, and a report.\n',
  'src/cart.js': `/** Sums what lies in the cart. */
export function total(items) {
  let sum = 0;
  for (const item of items) {
    if (item.count > 0) sum += item.price * item.count;
  }
  return sum;
}

/** The items that cost more than a limit. */
export const expensive = (items, limit) => items.filter((item) => item.price > limit);
`,
  [fault.file]: fault.wrong,
  'src/report.py': `"""Reports of the shop."""


def evaluate(expression):
    """Evaluates a formula that somebody typed."""
    return eval(expression)


class Report:
    """Lines with a sum."""

    def __init__(self, lines):
        self.lines = lines

    def total(self):
        return sum(self.lines)
`,
  'test/cart.test.js': `import assert from 'node:assert';
import { test } from 'node:test';
import { total } from '../src/cart.js';

test('sums what lies in the cart', () => assert.equal(total([{ price: 2, count: 3 }]), 6));
`,
  'test/discount.test.js': `import { discounted } from '../src/discount.js';

const price = discounted(100);
if (price !== 90) {
  console.error(\`10 % off 100 gives \${price}, not 90\`);
  process.exit(1);
}
`,
};

export async function makeSampleProject(folder: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

export const mendSampleProject = (folder: string): Promise<void> => writeFile(join(folder, fault.file), fault.right);
