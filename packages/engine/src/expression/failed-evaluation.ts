/** Why an expression has no value for this data. */
export class FailedEvaluation extends Error {
  readonly suggestion: string | undefined;

  constructor(message: string, options: { readonly suggestion?: string | undefined; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.suggestion = options.suggestion;
  }
}
