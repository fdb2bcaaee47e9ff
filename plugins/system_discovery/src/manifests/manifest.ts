import * as z from 'zod';

export const manifestSchema = z.object({
  file: z.string(),
  kind: z
    .string()
    .meta({ description: 'npm, python, cargo, go, maven, gradle, composer, ruby, dotnet, docker, make, …' }),
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  dependencies: z.int().optional().meta({ description: 'How many are declared for running it.' }),
  dev_dependencies: z.int().optional().meta({ description: 'How many are declared for working on it.' }),
  scripts: z.array(z.string()).optional().meta({ description: 'Names of scripts or targets; never run.' }),
  problem: z.string().optional().meta({ description: 'Why the file could not be read as what its name says.' }),
});
/** What a manifest says about its project. */
export type Manifest = z.output<typeof manifestSchema>;

/** What a reader finds in the text of a manifest. Members that the text does not have stay `undefined`. */
export interface ManifestFacts {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly license?: string | undefined;
  readonly dependencies?: number | undefined;
  readonly dev_dependencies?: number | undefined;
  readonly scripts?: readonly string[] | undefined;
}

/** Reads one kind of manifest as data; nothing in it is run. Throws when the text is not of its kind. */
export type ManifestReader = (text: string) => ManifestFacts;
