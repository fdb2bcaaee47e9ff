import { getOrchestrationEngine } from 'codomyrmex';

const engine = getOrchestrationEngine();
engine.createSession('user123');

// Get comprehensive metrics
const metrics = await engine.getMetrics();
console.log(`Active sessions: ${metrics.sessions.total}`);
console.log(`Total workflows: ${JSON.stringify(metrics.workflows)}`);
console.log(`Resource utilization: ${JSON.stringify(metrics.resources)}`);

// Output:
// Active sessions: 1
// Total workflows: {…}
// Resource utilization: {…}
