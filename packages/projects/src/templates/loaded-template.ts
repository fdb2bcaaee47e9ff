import type { TemplateDefinition } from './template-definition.ts';

/** A template in memory: what is made of it depends on nothing else. */
export interface LoadedTemplate {
  readonly definition: TemplateDefinition;
  readonly origin: TemplateOrigin;
  /** Of its description, for messages. */
  readonly file: string;
  readonly files: readonly TemplateFile[];
}

/** Where a template came from, so that it can be had again. */
export interface TemplateOrigin {
  /** A name, a folder's path, `npm:name@version` or `git:url#commit`. */
  readonly source: string;
  /** Of a git repository: 40 hex digits. */
  readonly commit?: string;
  /** Of a fetched package: `sha512-…`. */
  readonly integrity?: string;
}

export interface TemplateFile {
  /** As it stands in the template, with slashes; for messages. */
  readonly place: string;
  /** Where it goes, before anything in it is rendered. */
  readonly target: string;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
  /** Whether its name ended in `.liquid`. */
  readonly isRendered: boolean;
}
