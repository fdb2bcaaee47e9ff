import { type Configuration, configuration as configurationOf, type Orchestrator } from '@codomyrmex/engine';
import { openStoreNow, type Store } from '@codomyrmex/journal-sqlite';
import { composeOrchestrator } from './compose.ts';
import { type Places, placesOf } from './data-folder.ts';

/** What doors without arguments stand on: the command line's plugins and the store of the data folder that it would use. */
export interface DefaultComposition extends Places {
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  readonly configuration: Configuration;
}

/** Something that stands on the composition and has to end before it. */
interface Closeable {
  close(): Promise<void>;
}

let composition: DefaultComposition | undefined;
let standing: Closeable[] = [];

/**
 * The one composition of this process, made when the first door asks for it; nothing is written before a run begins. Nothing of
 * it keeps the process from ending, and what it holds is let go when nothing is left to do.
 * @throws UsageError for a wrong configuration, SQLITE_MISSING · StorageError.
 */
export function defaultComposition(): DefaultComposition {
  composition ??= composed();
  return composition;
}

/** Has a door closed before what it stands on is. */
export function closedWithDefaults(door: Closeable): void {
  standing.push(door);
}

/** Lets go of everything: runs under way can be resumed. The next door that is made stands on a new composition. */
export async function closeDefaultComposition(shutdown?: () => Promise<void>): Promise<void> {
  const open = composition;
  const doors = standing;
  composition = undefined;
  standing = [];
  process.off('beforeExit', closeAtExit);
  if (open === undefined) return;
  for (const door of doors) await door.close();
  await shutdown?.();
  await open.orchestrator.close();
  await open.store.close();
}

function composed(): DefaultComposition {
  const places = placesOf({});
  const { dataFolder } = places;
  const configuration = configurationOf(places);
  const onWarning = (message: string) => process.emitWarning(message, 'CodomyrmexWarning');
  const { durability, cacheMaxBytes: cacheBytes } = configuration;
  const store = openStoreNow({
    folder: dataFolder,
    durability,
    cacheBytes,
    onWarning: ({ message }) => onWarning(message),
  });
  const orchestrator = composeOrchestrator({ configuration, store, dataFolder, onWarning });
  process.once('beforeExit', closeAtExit);
  return { ...places, orchestrator, store, configuration };
}

/** Nobody is left to be told of a failure here; the journal is whole either way. */
function closeAtExit(): void {
  closeDefaultComposition().catch((error: unknown) => process.emitWarning(String(error), 'CodomyrmexWarning'));
}
