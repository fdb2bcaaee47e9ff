import { ActionError, problemPath, whyNotJson } from '@codomyrmex/core';
import type { Fault } from '../definition/fault.ts';
import type { Path } from '../definition/places.ts';
import type { Assumption } from './assumptions.ts';
import { compile, type Expression } from './cel.ts';
import { FailedEvaluation } from './failed-evaluation.ts';
import type { Reference } from './reference.ts';
import { type EvaluationScope, resolve } from './scope.ts';
import { tokenise } from './template.ts';

export type { EvaluationScope, StepDocument } from './scope.ts';

/** A reference with its place among the parameters. */
export interface TemplateReference {
  readonly reference: Reference;
  /** Of the parameter that holds the expression. */
  readonly path: Path;
  /** Where the reference begins in that parameter's text. */
  readonly offset: number;
}

/** What an expression assumes, with its place among the parameters, as of a reference. */
export interface TemplateAssumption {
  readonly assumption: Assumption;
  readonly path: Path;
  readonly offset: number;
}

/** Parameters in which some texts hold expressions. */
export interface ParametersTemplate {
  readonly references: readonly TemplateReference[];
  readonly assumptions: readonly TemplateAssumption[];
  /** Of the values that hold an expression. */
  readonly expressions: readonly Path[];
  /** Nothing in it depends on a run. */
  readonly isConstant: boolean;
  /**
   * A fresh value each time, sharing nothing with the scope. What an expression yields is never evaluated in turn.
   * @throws ActionError INVALID_PARAMETERS, not retryable, that names the parameter, its expression and what is missing.
   */
  evaluate(scope: EvaluationScope): unknown;
  /** The parameters as they are written, with `undefined` where a value holds an expression. */
  literals(): unknown;
}

export type CompiledParameters =
  | { readonly ok: true; readonly template: ParametersTemplate }
  | { readonly ok: false; readonly faults: readonly Fault[] };

const MAX_DEPTH = 64;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly expression: Expression };

type Node =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly path: Path }
  | { readonly kind: 'text'; readonly parts: readonly Part[]; readonly path: Path }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Node])[] };

/**
 * Compiles the expressions in a step's parameters, or tells every fault in them. A text that is exactly one `{{ … }}`
 * keeps the type of its value; in other text, values are written as text, and lists and maps as compact JSON.
 */
export function compileParameters(parameters: unknown): CompiledParameters {
  const reason = whyNotJson(parameters);
  if (reason !== undefined) return { ok: false, faults: [{ code: 'not_json', message: reason, path: [] }] };
  const compiler = new Compiler();
  const root = compiler.node(parameters ?? {}, []);
  if (compiler.faults.length > 0) return { ok: false, faults: compiler.faults };
  return {
    ok: true,
    template: {
      references: compiler.references,
      assumptions: compiler.assumptions,
      expressions: compiler.expressions,
      isConstant: compiler.expressions.length === 0,
      evaluate: (scope) => evaluatedNode(root, (expression, path) => evaluated(expression, path, scope)),
      literals: () => literalOf(root),
    },
  };
}

class Compiler {
  readonly faults: Fault[] = [];
  readonly references: TemplateReference[] = [];
  readonly assumptions: TemplateAssumption[] = [];
  readonly expressions: Path[] = [];

  /** Deeper than 64 levels nothing is read, so that recursion is safe. */
  node(value: unknown, path: Path): Node {
    if (typeof value === 'string') return this.#text(value, path);
    if (typeof value === 'number' || typeof value === 'boolean') return { kind: 'constant', value };
    if (typeof value !== 'object' || value === null) return nothing;
    if (path.length >= MAX_DEPTH) {
      this.faults.push({ code: 'too_deep', message: `parameters are nested deeper than ${MAX_DEPTH} levels`, path });
      return nothing;
    }
    if (Array.isArray(value))
      return { kind: 'list', items: value.map((item, index) => this.node(item, [...path, index])) };
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return { kind: 'map', entries: members.map(([key, member]) => [key, this.node(member, [...path, key])]) };
  }

  #text(text: string, path: Path): Node {
    if (!text.includes('{{')) return { kind: 'constant', value: text };
    const result = tokenise(text);
    if (!result.ok) {
      const { message, offset } = result;
      this.faults.push({ code: 'expression_syntax', message, path, offset });
      return nothing;
    }
    const parts = result.parts.flatMap((part): Part[] => {
      if (part.kind === 'text') return [part];
      const expression = this.#expression(part.source, path, part.offset);
      return expression === undefined ? [] : [{ kind: 'expression', expression }];
    });
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'text') return { kind: 'constant', value: only.text };
    this.expressions.push(path);
    if (parts.length === 1 && only?.kind === 'expression')
      return { kind: 'expression', expression: only.expression, path };
    return { kind: 'text', parts, path };
  }

  #expression(source: string, path: Path, offset: number): Expression | undefined {
    const compiled = compile(source);
    if (!compiled.ok) {
      const { fault } = compiled;
      this.faults.push({ ...fault, path, offset: offset + fault.offset });
      return undefined;
    }
    for (const reference of compiled.expression.references) {
      this.references.push({ reference, path, offset: offset + reference.offset });
    }
    for (const assumption of compiled.expression.assumptions) {
      this.assumptions.push({ assumption, path, offset: offset + assumption.offset });
    }
    return compiled.expression;
  }
}

const nothing: Node = { kind: 'constant', value: null };

function evaluatedNode(node: Node, evaluate: (expression: Expression, path: Path) => unknown): unknown {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'expression':
      return evaluate(node.expression, node.path);
    case 'text':
      return node.parts
        .map((part) => (part.kind === 'text' ? part.text : asText(evaluate(part.expression, node.path))))
        .join('');
    case 'list':
      return node.items.map((item) => evaluatedNode(item, evaluate));
    case 'map':
      return Object.fromEntries(node.entries.map(([key, member]) => [key, evaluatedNode(member, evaluate)]));
  }
}

function literalOf(node: Node): unknown {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'expression':
    case 'text':
      return undefined;
    case 'list':
      return node.items.map(literalOf);
    case 'map':
      return Object.fromEntries(node.entries.map(([key, member]) => [key, literalOf(member)]));
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function evaluated(expression: Expression, path: Path, scope: EvaluationScope): unknown {
  try {
    return expression.evaluate((reference) => resolve(reference, scope));
  } catch (error) {
    if (!(error instanceof FailedEvaluation)) throw error;
    const parameter = problemPath(path);
    throw new ActionError(`parameter "${parameter}": {{ ${expression.source} }} has no value: ${error.message}`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      details: { parameter, expression: expression.source, reason: error.message },
      suggestions: error.suggestion === undefined ? [] : [error.suggestion],
    });
  }
}
