import { WorkflowManager, type WorkflowStep } from 'codomyrmex';

const manager = new WorkflowManager();
const steps: WorkflowStep[] = [
  {
    name: 'setup',
    module: 'environment_setup',
    action: 'check_environment',
  },
  {
    name: 'analyze',
    module: 'static_analysis',
    action: 'analyze_code_quality',
    parameters: { path: '.' },
    dependencies: ['setup'],
  },
];
const success = await manager.createWorkflow('custom-analysis', steps);

console.log(`Created: ${success}`);

// Output:
// Created: true
