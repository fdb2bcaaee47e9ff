import { getWorkflowManager, type WorkflowStep } from 'codomyrmex';

const wfManager = getWorkflowManager();

// Create workflow with custom configuration
const steps: WorkflowStep[] = [
  {
    name: 'analyze',
    module: 'static_analysis',
    action: 'analyze_code_quality',
    parameters: { path: '.' },
    timeout: 300, // 5 minutes timeout
    maxRetries: 3,
  },
];

console.log(await wfManager.createWorkflow('custom_workflow', steps));

// Output:
// true
