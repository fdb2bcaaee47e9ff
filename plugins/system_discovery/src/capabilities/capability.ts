import * as z from 'zod';

export const capabilityKinds = ['function', 'method', 'class', 'interface', 'type', 'constant'] as const;
export type CapabilityKind = (typeof capabilityKinds)[number];

export const capabilitySchema = z.object({
  name: z.string(),
  kind: z.enum(capabilityKinds),
  language: z.string(),
  file: z.string(),
  line: z.int(),
  container: z.string().nullable().meta({ description: 'The class, type or namespace that it belongs to.' }),
  signature: z.string().meta({ description: 'As it is written, up to its body; at most 300 characters.' }),
  doc: z.string().nullable().meta({ description: 'The first paragraph of its comment; at most 300 characters.' }),
  exported: z.boolean().meta({ description: 'Whether others can use it, by the rules of its language.' }),
});
/** Something that code offers. */
export type Capability = z.output<typeof capabilitySchema>;
