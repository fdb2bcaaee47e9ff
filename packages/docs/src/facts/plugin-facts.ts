import { type PluginManifest, pluginManifestSchema, pluginPackageSchema } from '@codomyrmex/core/manifest';
import { joined } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { attempt, keysOf, memberOf, textOf, textsOf } from './read-member.ts';
import type { ParameterFacts } from './workflow-facts.ts';

/** What a package is that brings a module of actions. */
export type PluginFacts =
  | { readonly kind: 'described'; readonly manifest: PluginManifest }
  /** Its manifest is written by its build, which has not been. */
  | { readonly kind: 'missing'; readonly path: string };

/** The plugin of a folder, by the manifest that its package.json names; its code is not run. */
export async function pluginFacts(tree: ProjectTree, folder: string): Promise<PluginFacts | undefined> {
  const file = joined(folder, 'package.json');
  const text = tree.has(file) ? await tree.text(file) : undefined;
  const read = text === undefined ? undefined : pluginPackageSchema.safeParse(attempt(() => JSON.parse(text)));
  const named = read?.success === true ? read.data.codomyrmex?.manifest : undefined;
  if (named === undefined) return undefined;
  const path = joined(folder, named);
  const manifest = await tree.text(path);
  const parsed =
    manifest === undefined ? undefined : pluginManifestSchema.safeParse(attempt(() => JSON.parse(manifest)));
  return parsed?.success === true ? { kind: 'described', manifest: parsed.data } : { kind: 'missing', path };
}

/** The parameters that a JSON Schema of an object names. */
export function parametersOf(schema: unknown): readonly ParameterFacts[] {
  const properties = memberOf(schema, 'properties');
  const required = new Set(textsOf(memberOf(schema, 'required')));
  return keysOf(properties).map((name) => {
    const property = memberOf(properties, name);
    const value = memberOf(property, 'default');
    return {
      name,
      type: typeOf(property),
      required: required.has(name) && value === undefined,
      default: value === undefined ? undefined : JSON.stringify(value),
      description: textOf(memberOf(property, 'description')),
    };
  });
}

const MAX_CHOICES = 8;

function typeOf(schema: unknown): string {
  const choices = memberOf(schema, 'enum');
  if (Array.isArray(choices) && choices.length <= MAX_CHOICES)
    return choices.map((one) => JSON.stringify(one)).join(' or ');
  const alternatives = memberOf(schema, 'anyOf') ?? memberOf(schema, 'oneOf');
  if (Array.isArray(alternatives)) return [...new Set(alternatives.map(typeOf))].join(' or ');
  const type = memberOf(schema, 'type');
  if (type === 'array') {
    const items = memberOf(schema, 'items');
    return items === undefined ? 'list' : `list of ${typeOf(items)}`;
  }
  const value = memberOf(schema, 'const');
  if (value !== undefined) return JSON.stringify(value);
  return Array.isArray(type) ? type.join(' or ') : (textOf(type) ?? 'any');
}
