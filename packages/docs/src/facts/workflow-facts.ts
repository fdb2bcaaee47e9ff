import { parse as parseYaml } from 'yaml';
import { folderOf, nameOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { attempt, keysOf, memberOf, textOf } from './read-member.ts';

export interface ParameterFacts {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** As JSON. */
  readonly default: string | undefined;
  readonly description: string | undefined;
}

export interface WorkflowFacts {
  readonly name: string;
  /** Relative to the project. */
  readonly file: string;
  readonly description: string | undefined;
  readonly parameters: readonly ParameterFacts[];
  readonly steps: number;
}

const WORKFLOWS = '.codomyrmex/workflows';

/** The workflows of a project, by name; what is none is left to `workflow validate`. */
export async function workflowFacts(tree: ProjectTree): Promise<readonly WorkflowFacts[]> {
  const found: WorkflowFacts[] = [];
  for (const file of tree.files) {
    if (folderOf(file) !== WORKFLOWS || !/\.(?:ya?ml|json)$/.test(file)) continue;
    const text = await tree.text(file);
    // YAML is a superset of JSON; more than a hundred aliases are an error of the reader.
    const read: unknown = text === undefined ? undefined : attempt(() => parseYaml(text));
    const steps = memberOf(read, 'steps');
    if (!Array.isArray(steps)) continue;
    found.push({
      name: textOf(memberOf(read, 'name')) ?? nameOf(file).replace(/\.\w+$/, ''),
      file,
      description: textOf(memberOf(read, 'description')),
      parameters: keysOf(memberOf(read, 'parameters')).map((name) =>
        parameterOf(name, memberOf(read, 'parameters', name)),
      ),
      steps: steps.length,
    });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function parameterOf(name: string, written: unknown): ParameterFacts {
  const value = memberOf(written, 'default');
  return {
    name,
    type: textOf(memberOf(written, 'type')) ?? 'any',
    required: value === undefined && memberOf(written, 'required') === true,
    default: value === undefined ? undefined : JSON.stringify(value),
    description: textOf(memberOf(written, 'description')),
  };
}
