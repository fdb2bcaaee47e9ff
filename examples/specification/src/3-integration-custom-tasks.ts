import { ResourceType, TaskOrchestrator, TaskPriority } from 'codomyrmex';
import { writeSources } from './prelude/sources.ts';

writeSources();

const orchestrator = new TaskOrchestrator({ maxWorkers: 4 });
orchestrator.startExecution();

// Create dependent tasks
const analysisTask = orchestrator.createTask('analyze_code', 'static_analysis', 'analyze_code_quality', {
  parameters: { path: './src' },
  priority: TaskPriority.HIGH,
  resources: [{ type: ResourceType.CPU, identifier: 'system_cpu', mode: 'read' }],
});

orchestrator.createTask('create_chart', 'data_visualization', 'create_bar_chart', {
  parameters: {
    // The document's placeholder, with data in its place.
    data: { complexity: 4, duplicates: 2, findings: 1 },
    title: 'Code Quality Metrics',
  },
  dependencies: [analysisTask.id],
  priority: TaskPriority.NORMAL,
});

// Wait for completion
const completed = await orchestrator.waitForCompletion(300);

// Get results
if (completed) {
  const analysisResult = orchestrator.getTaskResult(analysisTask.id);
  if (analysisResult?.success) {
    console.log(`Analysis completed: ${JSON.stringify(analysisResult.data)}`);
  }

  const stats = orchestrator.getExecutionStats();
  console.log(`Completed ${stats.completed} tasks`);
} else {
  console.log('Task execution timed out');
}

// Output:
// Analysis completed: {…"errors":1,…}
// Completed 2 tasks
