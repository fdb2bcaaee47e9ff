/** What an expression reads: the root by name, and the members that are written out. */
export type Reference = {
  /** Members below the root, as far as they are written as names, texts and whole numbers. */
  readonly path: readonly (string | number)[];
  /** Where the reference begins in the expression. */
  readonly offset: number;
} & (
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'parameter'; readonly parameter: string }
  /** All parameters: `params` without a member that is written out. */
  | { readonly kind: 'parameters' }
  | { readonly kind: 'run' }
  /** A parameter or a step; which, the workflow says. */
  | { readonly kind: 'name'; readonly name: string }
);

/** A fault of an expression: offsets count from its beginning. */
export interface ExpressionFault {
  readonly code: ExpressionFaultCode;
  readonly message: string;
  readonly offset: number;
  readonly suggestion?: string | undefined;
}

export type ExpressionFaultCode =
  | 'expression_syntax'
  | 'expression_too_large'
  | 'expression_type'
  | 'refused_function'
  | 'unknown_function'
  | 'dynamic_reference';

/** Thrown inside of the compiler only. */
export class FaultyExpression extends Error {
  readonly fault: ExpressionFault;

  constructor(fault: ExpressionFault) {
    super(fault.message);
    this.fault = fault;
  }
}
