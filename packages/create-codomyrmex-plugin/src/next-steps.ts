import type { CreatedPlugin } from './create-plugin.ts';

/**
 * What to do with a plugin that was made, as a text for people.
 * @param place its folder, from where the reader stands; empty when that is it
 */
export function nextSteps({ package: name, module, folder, files }: CreatedPlugin, place: string): string {
  return `${name} is in ${place === '' ? 'this folder' : place} (${files.length} files). Next:

${place === '' ? '' : `  cd ${quoted(place)}\n`}  npm install
  npm run build && npm test

In the project that is to use it:

  npx codomyrmex plugin add ${quoted(folder)} --link
  npx codomyrmex task run ${module}.greet --params '{"name":"Ada"}'`;
}

/** As a shell takes it for one word. */
const quoted = (path: string): string =>
  /^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
