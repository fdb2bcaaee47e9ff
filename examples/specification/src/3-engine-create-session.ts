import { OrchestrationEngine } from 'codomyrmex';
import { addRoom } from './prelude/room.ts';

addRoom();

const engine = new OrchestrationEngine();
const sessionId = engine.createSession({
  userId: 'analyst',
  mode: 'resource_aware',
  maxParallelTasks: 8,
  resourceRequirements: { cpu: { cores: 4 }, memory: { gb: 8 } },
});

const session = engine.getSession(sessionId);
console.log(`${session?.userId}: ${session?.mode}, ${session?.maxParallelTasks} tasks at once, ${session?.status}`);

// Output:
// analyst: resource_aware, 8 tasks at once, active
