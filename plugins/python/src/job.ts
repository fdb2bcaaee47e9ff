/** What the bridge is asked to do; `candidates` and `modules` are tried in order. */
export type Job =
  | {
      readonly op: 'call';
      readonly candidates: readonly (readonly [module: string, actions: readonly string[]])[];
      readonly parameters: Readonly<Record<string, unknown>>;
      /** Groups of names for one parameter, of which a function may have any. */
      readonly synonyms: readonly (readonly string[])[];
      readonly timeout?: number | undefined;
    }
  | { readonly op: 'package'; readonly timeout?: number | undefined }
  | { readonly op: 'modules'; readonly below: string; readonly depth: number; readonly limit: number }
  | { readonly op: 'describe'; readonly modules: readonly string[]; readonly timeout?: number | undefined }
  | { readonly op: 'tools'; readonly module: string; readonly timeout?: number | undefined };
