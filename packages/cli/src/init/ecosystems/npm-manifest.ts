import * as z from 'zod';

const names = z.record(z.string(), z.unknown()).catch({});

/** What of a package.json matters here; anything that is not as npm has it counts as not there. */
const manifestSchema = z.object({
  name: z.string().max(300).optional().catch(undefined),
  version: z.string().max(100).optional().catch(undefined),
  private: z.boolean().catch(false).default(false),
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string().catch('')).catch({}).default({}),
  dependencies: names.default({}),
  devDependencies: names.default({}),
});
export type NpmManifest = z.output<typeof manifestSchema>;

export function npmManifest(text: string | undefined): NpmManifest | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // it is no JSON: as if it were not there
  }
}
