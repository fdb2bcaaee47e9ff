import { Environment } from '@marcbachmann/cel-js';
import { compared, looped, made, read } from './evaluation-budget.ts';
import { finds } from './regular-expression.ts';

export const MAX_EXPRESSION_CHARACTERS = 10_000;
const MAX_NODES = 500;
const MAX_DEPTH = 40;

const language = {
  // What may be referred to is checked by us, with suggestions.
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
};

/** The language of expressions as people write it: CEL, with `re(text, pattern)`, where numbers mix. */
export const writtenLanguage = withNumbers(
  new Environment({ ...language, limits: { maxAstNodes: MAX_NODES, maxDepth: MAX_DEPTH } }),
).registerFunction('re(string, string): bool', finds, { async: false });

/** The same for what we make of an expression: a few times larger, and with the functions that count. */
export const countedLanguage = writtenLanguage
  .clone({ ...language, limits: { maxAstNodes: 10 * MAX_NODES, maxDepth: 10 * MAX_DEPTH } })
  .registerFunction('made(dyn): dyn', made, { async: false })
  .registerFunction('read(dyn): dyn', read, { async: false })
  .registerFunction('looped(dyn): dyn', looped, { async: false })
  .registerFunction('compared(dyn): dyn', compared, { async: false });

/** JSON numbers are doubles and CEL literals integers: without these, `count + 1` and `count * 1.5 == 3` have no meaning. */
function withNumbers(environment: Environment): Environment {
  const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  };
  for (const [operator, compute] of Object.entries(operators)) {
    const mixed = (a: number | bigint, b: number | bigint): number => compute(Number(a), Number(b));
    environment.registerOperator(`double ${operator} int: double`, mixed);
    environment.registerOperator(`int ${operator} double: double`, mixed);
  }
  return environment
    .registerOperator('double % double: double', (a: number, b: number) => a % b)
    .registerOperator('double == int: bool', (a: number, b: bigint) => Number.isInteger(a) && BigInt(a) === b);
}
