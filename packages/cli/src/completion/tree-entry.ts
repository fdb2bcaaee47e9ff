// Part of the build: what can be typed, told by the commands themselves.
import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { builtInPlugins } from '../built-in-plugins.ts';
import { commandTree } from '../program.ts';
import { type CompletionData, treeOf } from './command-tree.ts';

const manifestSchema = z.object({
  module: z.string(),
  actions: z.array(z.object({ name: z.string(), title: z.string() })),
});

const manifests = builtInPlugins.map(({ described }) => manifestSchema.parse(described?.manifest()));
const data: CompletionData = {
  root: treeOf(await commandTree()),
  actions: manifests.flatMap(({ module, actions }) =>
    actions.map(({ name, title }) => ({ name: `${module}.${name}`, title })),
  ),
  modules: manifests.map(({ module }) => module),
};
writeFileSync(new URL('../completion.json', import.meta.url), `${JSON.stringify(data)}\n`);
