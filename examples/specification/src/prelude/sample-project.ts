import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const calculator = `"""Sums, and a mistake to be found."""


def add(left, right):
    return left + right


def unsafe_eval_function(expression):
    # Runs whatever it is given: the analysis must find this line. Nothing here calls it.
    return eval(expression)
`;

const report = `export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return undefined;
  if (sorted.length % 2 === 1) return sorted[middle];
  debugger;
  return (sorted[middle - 1] + sorted[middle]) / 2;
}
`;

const files = {
  'README.md': '# Sample\n\nA small project in two languages, made to be analysed.\n',
  'src/calculator.py': calculator,
  'src/report.js': report,
  'tests/test_calculator.py': 'from src.calculator import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n',
};

/** A small project in two languages with something to find in each, in a folder that need not be there. */
export function createSampleProject(projectPath: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(projectPath, path, '..'), { recursive: true });
    writeFileSync(join(projectPath, path), text);
  }
}
