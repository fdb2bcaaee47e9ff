import { getOrchestrationEngine } from 'codomyrmex';
import { prepareAnalysis } from './prelude/analysis.ts';

await prepareAnalysis('ai_analysis');

// Get orchestration engine
const engine = getOrchestrationEngine();

// Create session
const sessionId = engine.createSession({
  userId: 'user123',
  mode: 'resource_aware',
  maxParallelTasks: 4,
});

// Execute workflow
const result = await engine.executeWorkflow('ai_analysis', sessionId);

// Get system status
const status = await engine.getSystemStatus();

console.log(`Succeeded: ${result.success}, sessions: ${status.orchestrationEngine.activeSessions}`);

// Output:
// Succeeded: true, sessions: 1
