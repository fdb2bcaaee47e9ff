// The program: reads its settings, opens the store, listens, and ends in order when it is asked to.
import { openStore } from '../database/store.mjs';
import { createApp } from './app.mjs';
import { readConfig } from './config.mjs';
import { Pages } from './pages.mjs';

/** What still runs then is cut off. */
const LAST_REQUESTS_MS = 5_000;

async function main() {
  const config = readConfig(process.env, process.argv.slice(2));
  const pages = new Pages(config.frontend, { reload: config.isDevelopment });
  await pages.load();
  const store = await openStore(config.databaseUrl);
  const { server, endStreams } = createApp({ store, pages, report: (error) => console.error(error) });

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  }).catch(async (error) => {
    await store.close();
    throw error;
  });
  const { address, family, port } = server.address();
  console.log(`listening on http://${family === 'IPv6' ? `[${address}]` : address}:${port}`);

  const stop = () => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    endStreams();
    server.close(() => {
      store.close().catch((error) => {
        console.error(error);
        process.exitCode = 1;
      });
    });
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS).unref();
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

await main().catch((error) => {
  console.error(`cannot start: ${error.message}`);
  process.exitCode = 1;
});
