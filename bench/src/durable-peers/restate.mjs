import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missing, peersFolder } from '../peers.mjs';
import { lackingOf, versionOf } from './packages.mjs';
import { freePort, server, worker } from './processes.mjs';
import { runIds, STEPS, WORKERS } from './shape.mjs';

const SDK = '@restatedev/restate-sdk';
const SERVER = '@restatedev/restate-server';
const binaryPackage = `${SERVER}-${process.platform}-${process.arch}`;
const binary = join(peersFolder, 'node_modules', binaryPackage, 'bin', 'restate-server');

/** @param {string} url @param {RequestInit & { readonly json?: unknown }} [request] */
async function asked(url, { json, ...request } = {}) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(json), ...request });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}

/** @param {string} url */
async function isHealthy(url) {
  try {
    const response = await fetch(url);
    await response.text();
    return response.ok;
  } catch {
    // Nobody listens yet; the server's own end tells why, should it never.
    return false;
  }
}

async function startServer(folder, scope) {
  const [ingress, admin, fabric] = [await freePort(), await freePort(), await freePort()];
  const [ingressUrl, adminUrl] = [`http://127.0.0.1:${ingress}`, `http://127.0.0.1:${admin}`];
  const env = {
    RESTATE_ADMIN__BIND_PORT: String(admin),
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_BIND_PORT: String(fabric),
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_INGRESS__BIND_PORT: String(ingress),
    RESTATE_LISTEN_MODE: 'tcp',
  };
  await server(
    [binary, '--no-logo', '--base-dir', folder],
    async () => (await isHealthy(`${ingressUrl}/restate/health`)) && (await isHealthy(`${adminUrl}/health`)),
    scope,
    { env },
  );
  return { ingressUrl, adminUrl };
}

async function start(folder, scope) {
  const { ingressUrl, adminUrl } = await startServer(folder, scope);
  for (let number = 0; number < WORKERS; number++) {
    const module = new URL('restate-worker.mjs', import.meta.url);
    const { first: port } = await worker(module, { service: `chain${number}` }, scope);
    await asked(`${adminUrl}/deployments`, { json: { uri: `http://127.0.0.1:${port}` } });
  }
  let before = 0;
  return async (round) => {
    await Promise.all(runIds(round).map((_, index) => asked(`${ingressUrl}/chain${index % WORKERS}/run`)));
    return async () => {
      const query = "SELECT count(*) AS steps FROM sys_journal WHERE entry_type = 'Command: Run'";
      const { rows } = JSON.parse(await asked(`${adminUrl}/query`, { json: { query } }));
      const steps = rows[0].steps - before;
      before = rows[0].steps;
      return steps;
    };
  };
}

/** @type {import('./shape.mjs').DurablePeer} */
export const restate = {
  name: 'Restate, with fsync',
  survivesPowerLoss: true,
  lacking: () => lackingOf([SDK, SERVER]) ?? (existsSync(binary) ? undefined : missing([binaryPackage])),
  how: () =>
    `Restate ${versionOf(SERVER)}, one server with default settings, whose log waits for fsync, and ${WORKERS} services in processes of their own: a run is a call of a handler with ${STEPS} steps inside.`,
  start,
};
