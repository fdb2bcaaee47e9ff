import type { Check } from './check.ts';
import { codeChecks } from './code-checks.ts';
import { dependencyChecks } from './dependency-checks.ts';
import { pipelineChecks } from './pipeline-checks.ts';
import { policyChecks } from './policy-checks.ts';
import { unseenChecks } from './unseen-checks.ts';

export const checks: readonly Check[] = [
  ...codeChecks,
  ...dependencyChecks,
  ...policyChecks,
  ...pipelineChecks,
  ...unseenChecks,
];
