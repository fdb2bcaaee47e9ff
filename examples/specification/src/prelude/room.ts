import { getResourceManager } from 'codomyrmex';

/** The documents ask for cores, memory and disk that the machine at hand may not have. */
export function addRoom(): void {
  const resources = getResourceManager();
  resources.addResource({ id: 'cluster_cpu', name: 'Cores of a cluster', type: 'cpu', capacity: { cores: 64 } });
  resources.addResource({ id: 'cluster_memory', name: 'Memory of a cluster', type: 'memory', capacity: { gb: 256 } });
  resources.addResource({ id: 'cluster_disk', name: 'Disk of a cluster', type: 'disk', capacity: { gb: 1_000 } });
}
