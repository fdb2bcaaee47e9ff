import * as z from 'zod';
import { assetKinds } from './asset-kinds.ts';
import { riskLevels } from './risk.ts';
import { strideCategories } from './stride.ts';
import { exposures, surfaceKinds } from './surface-kinds.ts';

const name = z.string().trim().min(1).max(200);
const exposureNames = Object.keys(exposures);

const asset = z.union([
  name,
  z.strictObject({
    name,
    kind: z.enum(assetKinds).optional().meta({ description: 'Told by the words of the name unless given.' }),
    sensitivity: z.int().min(1).max(5).optional().meta({
      description: 'How much the worst loss of it matters, 1 to 5, where that is known better than by its kind.',
    }),
  }),
]);

const surface = z.union([
  name,
  z.strictObject({
    name,
    kind: z.enum(surfaceKinds).optional().meta({ description: 'Told by the words of the name unless given.' }),
    exposure: z.enum(exposureNames).optional().meta({
      description: 'Who can reach it: internet, partners, internal or local; what is usual for its kind unless given.',
    }),
  }),
]);

export const threatModelInput = z.strictObject({
  system_name: name.meta({ description: 'What the system is called.' }),
  assets: z.array(asset).min(1).max(100).meta({ description: 'What is to be protected.' }),
  attack_surface: z.array(surface).min(1).max(100).meta({ description: 'Where somebody can come in.' }),
  methodology: z
    .enum(['STRIDE'])
    .default('STRIDE')
    .meta({ description: 'How threats are told apart; there is STRIDE alone.' }),
});

const threat = z.object({
  id: z.string(),
  category: z.enum(strideCategories),
  violates: z.string().meta({ description: 'What is lost: confidentiality, integrity, ….' }),
  surface: z.string(),
  assets: z.array(z.string()).meta({ description: 'Those that it is aimed at.' }),
  title: z.string(),
  description: z.string(),
  cwe: z.string(),
  likelihood: z.int(),
  impact: z.int(),
  risk_score: z.int().meta({ description: 'likelihood times impact, 1 to 25.' }),
  risk_level: z.enum(riskLevels),
  mitigations: z.array(z.string()),
});

export const threatModelOutput = z.object({
  system_name: z.string(),
  methodology: z.literal('STRIDE'),
  assets: z.array(z.object({ name: z.string(), kind: z.enum(assetKinds) })),
  attack_surface: z.array(z.object({ name: z.string(), kind: z.enum(surfaceKinds), exposure: z.string() })),
  threats: z.array(threat).meta({ description: 'The greatest risk first.' }),
  threats_count: z.int(),
  by_category: z.record(z.string(), z.int()),
  by_level: z.record(z.string(), z.int()),
  mitigations: z
    .array(z.object({ mitigation: z.string(), threats: z.array(z.string()), risk_score: z.int() }))
    .meta({ description: 'Each once, with the threats that it answers, by the sum of their scores.' }),
  assets_without_threats: z.array(z.string()),
  assumptions: z.array(z.string()).meta({ description: 'What was taken for granted because nothing was said.' }),
  summary: z.string(),
});

export type ThreatModelInput = z.output<typeof threatModelInput>;
export type ThreatModel = z.output<typeof threatModelOutput>;
