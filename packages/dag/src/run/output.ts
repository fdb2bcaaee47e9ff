/** A task's result: in the event itself, or, when large, in the payload store under its content's hash. */
export type Output =
  | { readonly kind: 'inline'; readonly value: unknown }
  | { readonly kind: 'payload'; readonly hash: string; readonly bytes: number };
