import { ResourceManager } from 'codomyrmex';
import { addRoom } from './prelude/room.ts';

addRoom();

const manager = new ResourceManager();
const allocation = manager.allocateResources(
  'task_123',
  {
    cpu: { cores: 2 },
    memory: { gb: 4 },
    disk: { gb: 10 },
  },
  60,
);

console.log(`Allocated: ${Object.keys(allocation ?? {}).join(', ')}`);

// Output:
// Allocated: cpu, memory, disk
