import type { Problem } from '@codomyrmex/core';
import { JsonPlaces } from './json-places.ts';
import { scanJson } from './json-source.ts';
import { Lines, type Places } from './places.ts';
import { sourceText, type TextFault } from './source-text.ts';
import { YamlPlaces } from './yaml-places.ts';
import { readYaml } from './yaml-source.ts';

export type SourceResult =
  | { readonly ok: true; readonly data: unknown; readonly places: Places }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a definition's text: JSON, or YAML 1.2 of JSON values. A file named `.json` is read as JSON only; any other text
 * that begins like JSON and is JSON is read as JSON, which is thirty times faster; else it is YAML.
 *
 * Refused with their place, before memory is spent on them: what is too large or too deep, duplicate keys, tags, merge keys,
 * aliases that multiply, several documents, characters that are none.
 */
export function readSource(text: string | Uint8Array, file?: string): SourceResult {
  const source = sourceText(text);
  if (!source.ok) return refused(source.text, [source.fault], file);
  const isJsonFile = file?.toLowerCase().endsWith('.json') === true;
  if (isJsonFile || /^\s*[{[]/.test(source.text)) {
    const fault = scanJson(source.text);
    if (fault === undefined) return { ok: true, data: JSON.parse(source.text), places: new JsonPlaces(source.text) };
    if (isJsonFile) return refused(source.text, [fault], file);
  }
  const yaml = readYaml(source.text);
  if (!yaml.ok) return refused(source.text, yaml.faults, file);
  return { ok: true, data: yaml.data, places: new YamlPlaces(source.text, yaml.contents) };
}

function refused(text: string, faults: readonly TextFault[], file: string | undefined): SourceResult {
  const lines = new Lines(text);
  const problems = faults.map(
    ({ offset, ...fault }): Problem => ({
      ...fault,
      path: '',
      ...(file !== undefined && { file }),
      ...lines.at(offset),
    }),
  );
  return { ok: false, problems };
}
