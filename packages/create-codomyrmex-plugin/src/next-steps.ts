import type { CreatedPlugin } from './create-plugin.ts';

/** What to do with a plugin that was made, as a text for people. */
export const nextSteps = ({ package: name, module, files }: CreatedPlugin, folder: string): string =>
  `${name} is in ${folder} (${files.length} files). Next:

  cd ${folder}
  npm install
  npm run build && npm test

In the project that is to use it:

  npx codomyrmex plugin add ${folder} --link
  npx codomyrmex task run ${module}.greet --params '{"name":"Ada"}'`;
