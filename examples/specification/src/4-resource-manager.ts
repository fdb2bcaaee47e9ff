import { getResourceManager } from 'codomyrmex';
import { addRoom } from './prelude/room.ts';

addRoom();

// Get resource manager
const resourceManager = getResourceManager();

// Allocate resources
const requirements = {
  cpu: { cores: 2 },
  memory: { gb: 4 },
};
const allocated = resourceManager.allocateResources('user123', requirements);

// Use resources...
console.log(`Allocated: ${Object.keys(allocated ?? {}).join()}`);
// Deallocate when done
console.log(`Deallocated: ${resourceManager.deallocateResources('user123')}`);

// Output:
// Allocated: cpu,memory
// Deallocated: true
