import { join } from 'node:path';
import { type Configuration, type Projects, projectRoot } from '@codomyrmex/engine';
import {
  type ProjectDocuments,
  ProjectManager,
  type ProjectManagerPorts,
  projectsSummaryDocument,
  type RunOutcome,
  workflowsFolder,
} from '@codomyrmex/projects';
import type { Places } from './data-folder.ts';
import { documentTemplates } from './document-templates.ts';
import { templateScaffolder } from './template-scaffolding.ts';

export interface ProjectParts extends Places {
  readonly configuration: Configuration;
}

/** Where projects of this data folder are, and who makes them. Nothing is read before it is used. */
export function projectPorts({
  configuration,
  dataFolder,
  workspace,
}: ProjectParts): ProjectManagerPorts<never, never> {
  return {
    projectsDir: configuration.projectsDir,
    registry: join(dataFolder, 'projects.json'),
    scaffolder: templateScaffolder({ configuration, dataFolder, workspace }),
    documents: documentsOfNew(dataFolder),
    // A command that is given in a project, or anywhere in it, is about that project too.
    folders: [...new Set([workspace, projectRoot(process.cwd())])],
    protectedFolders: [dataFolder, process.cwd()],
  };
}

/** The README and AGENTS documents of new projects; who makes none does not load what writes them. */
function documentsOfNew(dataFolder: string): ProjectDocuments {
  const generator = async () => {
    const { DocumentationGenerator } = await import('@codomyrmex/docs');
    return new DocumentationGenerator({ templatesDir: documentTemplates(dataFolder) });
  };
  return {
    documentsOf: async (project, template) => (await generator()).documentsOf(project, template),
    complete: async (folder) => {
      await (await generator()).generate(folder);
    },
  };
}

/** What an engine asks about projects, answered by the files of the projects. */
export function projectsOf<Answer extends RunOutcome, Whole>(manager: ProjectManager<Answer, Whole>): Projects {
  return {
    resolve: async (name) => {
      const project = await manager.getProject(name);
      return {
        workspace: project.path,
        parameters: project.config,
        workflowsFolder: workflowsFolder(project.path),
        recorded: (workflow, carry) => manager.recordRun(project, workflow, carry),
      };
    },
    summary: async () => projectsSummaryDocument(await manager.getProjectsSummary()),
    problems: async () =>
      (await manager.listUnusableProjects()).map(({ name, message }) => `project "${name}" cannot be used: ${message}`),
  };
}

/** The same without anybody who runs workflows: for what only looks at projects or changes them. */
export const projectManager = (parts: ProjectParts): ProjectManager => new ProjectManager(projectPorts(parts));
