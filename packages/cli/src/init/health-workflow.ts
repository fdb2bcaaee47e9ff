import type { ProposedWorkflow } from './proposed-workflow.ts';

/** Looks that need no tool of the repository; one that has nothing to look at is skipped with its reason. */
export function healthWorkflow(): ProposedWorkflow {
  const step = (name: string, description: string, [module, action]: readonly [string, string], where: string) => ({
    name,
    description,
    module,
    action,
    parameters: { [where]: '.' },
    timeout: 600,
    max_retries: 0,
  });
  return {
    name: 'health',
    description:
      'quality, security and documents of this repository, and a report as one page; finds and does not fail',
    leftOut: [],
    steps: [
      step('quality', 'findings in the code', ['static_analysis', 'analyze_code_quality'], 'path'),
      step('unsafe', 'calls that run what others write', ['security', 'audit_code_security'], 'target_path'),
      step('secrets', 'keys and passwords in files', ['security', 'scan_secrets'], 'target_path'),
      step('packages', 'what is used, and in which versions', ['security', 'audit_dependencies'], 'target_path'),
      step('documents', 'links and anchors in Markdown', ['documentation', 'check_documentation_consistency'], 'path'),
      { name: 'report', description: 'the workflow that comes with codomyrmex', workflow: 'code-health', timeout: 900 },
    ],
  };
}
