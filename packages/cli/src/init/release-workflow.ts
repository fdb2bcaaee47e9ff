import { commandStep } from './check-workflow.ts';
import type { ProposedStep } from './ecosystem.ts';
import type { ProposedWorkflow, WrittenStep } from './proposed-workflow.ts';
import { stepNames } from './step-names.ts';

/** What is looked at before something is given away; nothing is published. */
export function releaseWorkflow(packing: readonly ProposedStep[], hasCheck: boolean): ProposedWorkflow {
  const before: readonly WrittenStep[] = [
    ...(hasCheck ? [{ name: 'check', description: 'the workflow check', workflow: 'check' }] : []),
    {
      name: 'secrets',
      description: 'keys and passwords in files',
      module: 'security',
      action: 'scan_secrets',
      parameters: { target_path: '.' },
      timeout: 600,
      max_retries: 0,
    },
    {
      name: 'versions',
      description: 'versions in documents are those of the manifests',
      module: 'documentation',
      action: 'validate_doc_versions',
      parameters: { path: '.' },
      timeout: 300,
      max_retries: 0,
    },
  ];
  const names = stepNames(packing);
  return {
    name: 'release-check',
    description: 'what a release would contain, after everything was checked; nothing is published',
    leftOut: [],
    steps: [
      ...before,
      ...packing.map((step, index) => ({
        ...commandStep(step, names[index] ?? ''),
        ...(hasCheck && { dependencies: ['check'] }),
      })),
    ],
  };
}
