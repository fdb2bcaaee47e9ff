import { WorkflowFiles } from '@codomyrmex/engine';
import { type Project, workflowsFolder } from '@codomyrmex/projects';
import { program } from './output/called-as.ts';
import { quoted } from './output/wait-text.ts';

/** What people may want to do next with a project: why, and a command that can be pasted. */
export interface NextStep {
  readonly why: string;
  readonly command: string;
}

/** `said`: the options with which the data folder was named, to be said again. */
export async function nextSteps(project: Project, said: readonly string[]): Promise<readonly NextStep[]> {
  const command = (...words: readonly string[]): string => [program(), ...[...words, ...said].map(quoted)].join(' ');
  const { name, status, path, milestones, metrics } = project;
  if (status === 'archived') {
    return [{ why: 'take it back out of the archive', command: command('project', 'restore', name) }];
  }
  const own = (await new WorkflowFiles(workflowsFolder(path)).list()).map((workflow) => workflow.name);
  const workflows = [...new Set([...project.workflows.filter((one) => own.includes(one)), ...own])];
  const last = metrics.last_workflow;
  const [first] = workflows;
  if (first === undefined) {
    return [
      {
        why: 'give it a workflow of its own',
        command: [program(), 'workflow', 'create', 'hello', '--data-dir', quoted(`${path}/.codomyrmex`)].join(' '),
      },
      { why: 'run it', command: command('project', 'run', name, 'hello') },
    ];
  }
  if (typeof last !== 'string') {
    return workflows.slice(0, 3).map((workflow, index) => ({
      why: index === 0 ? 'run its first workflow' : 'or another one',
      command: command('project', 'run', name, workflow),
    }));
  }
  const isFailed = metrics.last_run_status === 'failed' && typeof metrics.last_run_id === 'string';
  return [
    ...(isFailed
      ? [{ why: 'see why the last run failed', command: command('run', 'show', String(metrics.last_run_id)) }]
      : []),
    { why: 'run it again', command: command('project', 'run', name, last) },
    ...(Object.keys(milestones).length === 0 && !isFailed
      ? [{ why: 'mark what is reached', command: command('project', 'milestone', name, 'first-run') }]
      : []),
  ];
}

/** `--data-dir` and `--config` as they were given. */
export function saidOptions({ dataDir, config }: { readonly dataDir?: string; readonly config?: string }): string[] {
  return [
    ...(dataDir === undefined ? [] : ['--data-dir', dataDir]),
    ...(config === undefined ? [] : ['--config', config]),
  ];
}

export const nextText = (steps: readonly NextStep[]): string =>
  ['', 'next:', ...steps.map(({ why, command }) => `  ${command}    # ${why}`)].join('\n');
