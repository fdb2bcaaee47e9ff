import { didYouMean, type JsonValue } from '@codomyrmex/core';
import {
  type ASTNode,
  type ErrorLocation,
  EvaluationError,
  ParseError,
  type ParseResult,
  TypeError as TypeFault,
} from '@marcbachmann/cel-js';
import { type Assumption, assumptionsOf } from './assumptions.ts';
import { celData } from './cel-data.ts';
import { countedLanguage, MAX_EXPRESSION_CHARACTERS, writtenLanguage } from './cel-environment.ts';
import { withinBudget } from './evaluation-budget.ts';
import { FailedEvaluation } from './failed-evaluation.ts';
import { plainJson } from './plain-json.ts';
import { type ExpressionFault, FaultyExpression, type Reference } from './reference.ts';
import { isCostly, rewrite } from './rewriting.ts';

/** A checked expression. */
export interface Expression {
  /** As it was written, without the space around it. */
  readonly source: string;
  readonly references: readonly Reference[];
  readonly assumptions: readonly Assumption[];
  /**
   * The expression's value as JSON that shares nothing with what it read. `resolve` gives the plain JSON that a reference
   * stands for, and is asked when, and only if, the value is needed; what it throws comes out here.
   * @throws FailedEvaluation
   */
  evaluate(resolve: (reference: Reference) => unknown): JsonValue;
}

export type CompiledExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly fault: ExpressionFault };

const MAX_KEPT = 1_000;
const MAX_KEPT_CHARACTERS = 500;
const kept = new Map<string, CompiledExpression>();

/** Compiles the text between `{{` and `}}`. A thousand short ones are kept by their text. */
export function compile(text: string): CompiledExpression {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const compiled = compiledAnew(text);
  if (text.length > MAX_KEPT_CHARACTERS) return compiled;
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(text, compiled);
  return compiled;
}

function compiledAnew(text: string): CompiledExpression {
  if (text.length > MAX_EXPRESSION_CHARACTERS) {
    const message = `an expression of more than ${MAX_EXPRESSION_CHARACTERS} characters`;
    return { ok: false, fault: { code: 'expression_too_large', message, offset: 0 } };
  }
  if (text.trim() === '') {
    const message = 'there is no expression between {{ and }}';
    return {
      ok: false,
      fault: { code: 'expression_syntax', message, offset: 0, suggestion: 'write \\{{ for the characters themselves' },
    };
  }
  try {
    const { ast } = writtenLanguage.parse(text);
    return { ok: true, expression: expressionOf(text, ast) };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

function expressionOf(text: string, ast: ASTNode): Expression {
  const source = text.trim();
  const checked = rewrite(text, ast, 'checked');
  const { references, prefix } = checked;
  const assumptions = assumptionsOf(text, ast);
  const [only] = references;
  if (only !== undefined && checked.source === `${prefix}0`) {
    return { source, references, assumptions, evaluate: (resolve) => json(resolve(only)) };
  }
  const plain = countedLanguage.parse(checked.source);
  const check = plain.check();
  if (!check.valid) throw new FaultyExpression(typeFault(check.error, checked.originOf));
  const program = isCostly(text) ? countedLanguage.parse(rewrite(text, ast, 'counted').source) : plain;
  return {
    source,
    references,
    assumptions,
    evaluate: (resolve) => json(run(program, new Resolving(references, prefix, resolve))),
  };
}

/** The names of a rewritten expression, each resolved when it is first asked for. A map, so that it has no inherited members. */
class Resolving extends Map<string, unknown> {
  readonly #references: readonly Reference[];
  readonly #prefix: string;
  readonly #resolve: (reference: Reference) => unknown;

  constructor(references: readonly Reference[], prefix: string, resolve: (reference: Reference) => unknown) {
    super();
    this.#references = references;
    this.#prefix = prefix;
    this.#resolve = resolve;
  }

  override get(name: string): unknown {
    if (this.has(name)) return super.get(name);
    const reference = this.#references[Number(name.slice(this.#prefix.length))];
    const value = reference === undefined ? undefined : celData(this.#resolve(reference));
    this.set(name, value);
    return value;
  }
}

function run(program: ParseResult, names: Resolving): unknown {
  try {
    // The library types a result as anything; nothing more is assumed of it here.
    return withinBudget(() => program(names) as unknown);
  } catch (error) {
    if (error instanceof EvaluationError) throw new FailedEvaluation(plainWords(error.summary), { cause: error });
    if (error instanceof FailedEvaluation) throw error;
    throw new FailedEvaluation(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function json(value: unknown): JsonValue {
  try {
    return plainJson(value);
  } catch (error) {
    throw new FailedEvaluation(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function faultOf(error: unknown): ExpressionFault {
  if (error instanceof FaultyExpression) return error.fault;
  if (error instanceof ParseError) {
    const code = error.code === 'limit_exceeded' ? 'expression_too_large' : 'expression_syntax';
    return { code, message: error.summary, offset: error.range?.start ?? 0, suggestion: hintFor(error) };
  }
  if (error instanceof RangeError) {
    return { code: 'expression_too_large', message: 'the expression is nested too deeply', offset: 0 };
  }
  throw error;
}

function hintFor(error: ParseError): string | undefined {
  if (error.code === 'reserved_identifier') return 'reach it as steps["…"] or params["…"]';
  return undefined;
}

function typeFault(error: unknown, originOf: (offset: number) => number): ExpressionFault {
  if (!(error instanceof TypeFault) && !(error instanceof ParseError)) {
    return { code: 'expression_type', message: error instanceof Error ? error.message : String(error), offset: 0 };
  }
  const offset = originOf(error.range?.start ?? 0);
  const called = error.code === 'no_matching_overload' ? calledName(error.node) : undefined;
  if (called === undefined) return { code: 'expression_type', message: plainWords(error.summary), offset };
  if (functionNames().has(called)) {
    return { code: 'expression_type', message: `${called}() takes other arguments than these`, offset };
  }
  const suggestion = didYouMean(called, functionNames());
  return { code: 'unknown_function', message: `there is no function ${called}()`, offset, suggestion };
}

function calledName(node: ErrorLocation | undefined): string | undefined {
  if (node?.op !== 'call' && node?.op !== 'rcall') return undefined;
  const name: unknown = Array.isArray(node.args) ? node.args[0] : undefined;
  return typeof name === 'string' ? name : undefined;
}

let known: ReadonlySet<string> | undefined;
function functionNames(): ReadonlySet<string> {
  known ??= new Set(writtenLanguage.getDefinitions().functions.map(({ name }) => name));
  return known;
}

const plainWords = (summary: string): string =>
  summary.replace(/^no such overload: /, 'these types do not go together: ').replaceAll(/dyn<(\w+)>/g, '$1');
