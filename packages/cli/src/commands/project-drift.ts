import { isOrchestrationError } from '@codomyrmex/core';
import { hasDrift, type Project, type ProjectDrift } from '@codomyrmex/projects';
import type { CommandScope } from '../command-run.ts';
import { perform } from '../command-run.ts';
import type { CommonOptions } from '../common-options.ts';
import { projectManager } from '../compose-projects.ts';
import { interruptible } from '../interruptible.ts';
import { program } from '../output/called-as.ts';
import { columnsBy, table } from '../output/table.ts';
import { templateScaffolder } from '../template-scaffolding.ts';
import { safe } from '../terminal.ts';

interface DriftCommandOptions extends CommonOptions {
  readonly check?: boolean;
  readonly fetch?: boolean;
}

/** A project that was made from a template, and how far it is from it. */
interface Looked {
  readonly project: Project;
  /** A text where that cannot be said. */
  readonly drift: ProjectDrift | string;
}

export function showDrift(names: readonly string[], options: DriftCommandOptions): Promise<void> {
  return perform(options, (scope) =>
    interruptible(async (signal) => {
      const manager = projectManager(scope);
      const projects =
        names.length === 0
          ? await manager.listProjects()
          : await Promise.all(names.map((name) => manager.getProject(name)));
      const looked: Looked[] = [];
      for (const project of projects.filter(({ template }) => template !== null)) {
        looked.push({ project, drift: await driftOf(scope, project, { fetch: options.fetch === true, signal }) });
      }
      if (scope.json) scope.terminal.json(looked.map(wireDrift));
      else print(scope, looked, projects.length);
      const isAny = looked.some(({ drift }) => typeof drift === 'string' || hasDrift(drift));
      return options.check === true && isAny ? 1 : 0;
    }),
  );
}

async function driftOf(
  scope: CommandScope,
  project: Project,
  options: { readonly fetch: boolean; readonly signal: AbortSignal },
): Promise<ProjectDrift | string> {
  try {
    return await templateScaffolder(scope).drift(project.path, options);
  } catch (error) {
    if (!isOrchestrationError(error)) throw error;
    return error.message;
  }
}

function wireDrift({ project, drift }: Looked) {
  const named = { name: project.name, path: project.path, template: project.template };
  if (typeof drift === 'string') return { ...named, drifted: true, problem: drift };
  return {
    ...named,
    source: drift.source,
    version: drift.version,
    available: drift.available ?? null,
    drifted: hasDrift(drift),
    behind: drift.isBehind,
    edited: drift.edited,
    missing: drift.missing,
    conflicts: drift.conflicts,
    problem: drift.problem ?? null,
  };
}

function print({ terminal }: CommandScope, looked: readonly Looked[], all: number): void {
  if (looked.length === 0) {
    terminal.note(
      all === 0
        ? `no projects yet: ${program()} project create NAME --template web_application`
        : 'no project was made from a template',
    );
    return;
  }
  const columns = columnsBy('project', 'template', 'has', 'newest', 'edited', 'missing', 'conflicts');
  const rows = looked.map(({ project, drift }) =>
    typeof drift === 'string'
      ? [project.name, project.template ?? '', '', '', '', '', '']
      : [
          project.name,
          drift.template,
          drift.version,
          drift.available ?? '?',
          ...[drift.edited, drift.missing, drift.conflicts].map(({ length }) => (length === 0 ? '' : String(length))),
        ],
  );
  terminal.data([table(columns, rows, terminal.outWidth), ...problemLines(looked), ...updateLines(looked)].join('\n'));
}

function problemLines(looked: readonly Looked[]): readonly string[] {
  return looked.flatMap(({ project, drift }) => {
    const problem = typeof drift === 'string' ? drift : drift.problem;
    return problem === undefined ? [] : [`${safe(project.name)}: ${safe(problem)}`];
  });
}

/** Below the table: in a column, a narrow terminal would cut them. */
function updateLines(looked: readonly Looked[]): readonly string[] {
  const lines = looked.flatMap(({ project, drift }) => {
    if (typeof drift === 'string' || !drift.isBehind || drift.problem !== undefined) return [];
    const why = drift.version === drift.available ? `    # the template has changed within ${drift.version}` : '';
    return [`  ${program()} project update ${project.name}${safe(why)}`];
  });
  return lines.length === 0 ? [] : ['', 'next:', ...lines];
}
