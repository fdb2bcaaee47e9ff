/**
 * Other durable engines, each on a server that is started here and stopped again.
 * @returns {Promise<{ readonly rows: readonly { readonly name: string, readonly stepsPerSecond: import('./sampling.mjs').Spread, readonly survivesPowerLoss: boolean }[], readonly notes: readonly string[] }>}
 */
export async function durablePeers() {
  return { rows: [], notes: [] };
}
