import type { Rule } from '../draft.ts';
import { parameterType } from '../parameter-type.ts';

/** Every declared parameter can be checked, and its default fits. `null` is a default for every type. */
export const parameterDeclarations: Rule = ({ definition }) =>
  Object.entries(definition.parameters ?? {}).flatMap(([name, declaration]) => {
    const path = ['parameters', name];
    const result = parameterType(declaration, path);
    if (!result.ok) return result.faults;
    if (declaration.default === undefined || declaration.default === null) return [];
    return result.type
      .faults(declaration.default, [...path, 'default'])
      .map((fault) => ({ ...fault, code: 'invalid_default' }));
  });
