import { getWorkflowManager, type WorkflowStep } from 'codomyrmex';
import { writeSources } from './prelude/sources.ts';

writeSources();

// Get workflow manager
const wfManager = getWorkflowManager();

// Create workflow steps
const steps: WorkflowStep[] = [
  {
    name: 'analyze_code',
    module: 'static_analysis',
    action: 'analyze_code_quality',
    parameters: { path: '.' },
  },
  {
    name: 'generate_insights',
    // The document has ai_code_editing.generate_code_insights here, which is still to come.
    module: 'documentation',
    action: 'generate_html_report',
    parameters: {
      title: 'Insights',
      sections: [{ title: 'Code', blocks: [{ kind: 'text', text: '{{analyze_code.output.summary}}' }] }],
      data: '{{analyze_code.output}}',
    },
    dependencies: ['analyze_code'],
  },
];

// Create workflow
await wfManager.createWorkflow('ai_analysis', steps);

// Execute workflow
const result = await wfManager.executeWorkflow('ai_analysis');

console.log(`${result.workflowName}: ${result.status}`);

// Output:
// ai_analysis: completed
