/** One rule with code that it must find, and code that looks like it and is all right. */
export interface RuleExample {
  readonly rule: string;
  readonly file: string;
  /** Each is a file of its own with exactly one finding, of this rule. */
  readonly unsafe: readonly string[];
  /** Each is a file of its own without any finding. */
  readonly safe: readonly string[];
}
