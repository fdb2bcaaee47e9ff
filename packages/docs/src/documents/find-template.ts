import type { ProjectDocument } from './document.ts';

export interface CustomTemplate {
  /** Relative to the project, or absolute where it is of no project. */
  readonly file: string;
  readonly text: string;
}

/** A template by its file name; `undefined` when there is none. */
export type ReadTemplate = (name: string) => Promise<CustomTemplate | undefined>;

/** `<template>_README.template.md`, then `README.template.md`; of folders `README.nested.template.md`. The first that is there. */
export async function findTemplate(
  { kind, folder }: ProjectDocument,
  template: string | undefined,
  read: ReadTemplate,
): Promise<CustomTemplate | undefined> {
  const name = `${kind}${folder === '' ? '' : '.nested'}.template.md`;
  // A template's name comes from a file of the project: it names a file here only when it is a name.
  const named = template !== undefined && /^[A-Za-z0-9][\w.-]*$/.test(template) ? [`${template}_${name}`] : [];
  for (const candidate of [...named, name]) {
    const found = await read(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}
