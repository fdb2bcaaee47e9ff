import * as z from 'zod';

/** What a schema has against a value, by its place. */
export const problemsOf = (error: z.ZodError): readonly { readonly path: string; readonly message: string }[] =>
  error.issues.map(({ path, message }) => ({ path: z.core.toDotPath(path), message }));
