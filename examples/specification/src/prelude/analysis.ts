import { getWorkflowManager, type WorkflowStep } from 'codomyrmex';
import { writeSources } from './sources.ts';

/** The workflow that the documents call `ai-analysis` or `ai_analysis`, made of actions that exist, and sources for it. */
export async function prepareAnalysis(name: string): Promise<void> {
  writeSources();
  const steps: WorkflowStep[] = [
    {
      name: 'analyze_code',
      module: 'static_analysis',
      action: 'analyze_code_quality',
      parameters: { path: './src' },
    },
    {
      name: 'create_visualization',
      module: 'data_visualization',
      action: 'create_chart',
      parameters: { data: '{{ analyze_code.output.by_rule }}', title: 'Findings by rule' },
      dependencies: ['analyze_code'],
    },
  ];
  await getWorkflowManager().createWorkflow(name, steps);
}
