import * as z from 'zod';

/** What the package.json of a plugin says of it. */
export const pluginPackageSchema = z.object({
  name: z.string(),
  version: z.string(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
  /** Paths from its folder. */
  codomyrmex: z.object({ manifest: z.string(), entry: z.string().optional() }).optional(),
});

export type PluginPackageJson = z.output<typeof pluginPackageSchema>;

/** Where a plugin's code is that names no `entry`. */
export const DEFAULT_ENTRY = 'dist/index.js';
