import { ActionError } from '@codomyrmex/core';
import { counts, plural } from '../counts.ts';
import { type AssetKind, assetKindOf, impacts } from './asset-kinds.ts';
import { type KnownThreat, knownThreats } from './known-threats.ts';
import { riskLevels, riskOf } from './risk.ts';
import { violatedProperty } from './stride.ts';
import { type Exposure, exposures, type SurfaceKind, surfaceKindOf, usualExposure } from './surface-kinds.ts';
import type { ThreatModel, ThreatModelInput } from './threat-model-schema.ts';

interface Asset {
  readonly name: string;
  readonly kind: AssetKind;
  readonly sensitivity: number | undefined;
}

interface Surface {
  readonly name: string;
  readonly kind: SurfaceKind;
  readonly exposure: Exposure;
}

type Threat = ThreatModel['threats'][number];

/** @throws ActionError INVALID_PARAMETERS where two assets or two surfaces have one name. */
export function threatModel(written: ThreatModelInput): ThreatModel {
  const assumptions: string[] = [];
  const assets = written.assets.map((one) => assetOf(one, assumptions));
  const surfaces = written.attack_surface.map((one) => surfaceOf(one, assumptions));
  refuseTwins('asset', assets);
  refuseTwins('attack surface', surfaces);
  const threats = surfaces
    .flatMap((surface) => knownThreats[surface.kind].flatMap((known) => threatAt(surface, known, assets)))
    .sort((a, b) => b.risk_score - a.risk_score || b.impact - a.impact)
    .map((threat, at): Threat => ({ id: `T${at + 1}`, ...threat }));
  const levels = counts(threats.map(({ risk_level }) => risk_level));
  const aimedAt = new Set(threats.flatMap((threat) => threat.assets));
  return {
    system_name: written.system_name,
    methodology: written.methodology,
    assets: assets.map(({ name, kind }) => ({ name, kind })),
    attack_surface: surfaces,
    threats,
    threats_count: threats.length,
    by_category: counts(threats.map(({ category }) => category)),
    by_level: levels,
    mitigations: mitigationsOf(threats),
    assets_without_threats: assets.filter(({ name }) => !aimedAt.has(name)).map(({ name }) => name),
    assumptions,
    summary: summaryOf(written.system_name, threats.length, levels),
  };
}

function assetOf(written: ThreatModelInput['assets'][number], assumptions: string[]): Asset {
  const { name, kind, sensitivity } = typeof written === 'string' ? { name: written, kind: undefined } : written;
  if (kind !== undefined) return { name, kind, sensitivity };
  const guess = assetKindOf(name);
  assumptions.push(assumed('asset', name, guess));
  return { name, kind: guess.kind, sensitivity };
}

function surfaceOf(written: ThreatModelInput['attack_surface'][number], assumptions: string[]): Surface {
  const given = typeof written === 'string' ? { name: written, kind: undefined, exposure: undefined } : written;
  const guess = given.kind === undefined ? surfaceKindOf(given.name) : undefined;
  if (guess !== undefined) assumptions.push(assumed('attack surface', given.name, guess));
  const kind = given.kind ?? guess?.kind ?? 'other';
  const exposure = isExposure(given.exposure) ? given.exposure : usualExposure[kind];
  if (given.exposure === undefined) {
    assumptions.push(`attack surface "${given.name}" is reached from: ${exposure}, as is usual for ${kind}`);
  }
  return { name: given.name, kind, exposure };
}

const isExposure = (text: string | undefined): text is Exposure => text !== undefined && Object.hasOwn(exposures, text);

function assumed(what: string, name: string, { kind, because }: { kind: string; because: string | undefined }): string {
  const why = because === undefined ? 'because no word of its name tells more' : `because of the word "${because}"`;
  return `${what} "${name}" is of the kind ${kind}, ${why}`;
}

function refuseTwins(what: string, all: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of all) {
    if (seen.has(name)) {
      throw new ActionError(`two entries of the ${what} are called "${name}"`, {
        code: 'INVALID_PARAMETERS',
        retryable: false,
        suggestions: ['give each a name of its own'],
      });
    }
    seen.add(name);
  }
}

/** None where it is aimed at nothing that is there. */
function threatAt(surface: Surface, known: KnownThreat, assets: readonly Asset[]): Omit<Threat, 'id'>[] {
  const hit = assets.filter(({ kind }) => known.aimedAt?.includes(kind) ?? true);
  if (hit.length === 0) return [];
  const likelihood = Math.min(5, Math.max(1, known.likelihood + exposures[surface.exposure]));
  const impact = Math.max(...hit.map((asset) => impactOn(asset, known)));
  const { score, level } = riskOf(likelihood, impact);
  const property = violatedProperty[known.category];
  const names = hit.map(({ name }) => name);
  return [
    {
      category: known.category,
      violates: property,
      surface: surface.name,
      assets: names,
      title: known.title,
      description: `At ${surface.name}: ${known.title}. It would cost the ${property} of ${names.join(', ')}.`,
      cwe: `CWE-${known.cwe}`,
      likelihood,
      impact,
      risk_score: score,
      risk_level: level,
      mitigations: [...known.mitigations],
    },
  ];
}

/** What is known of the asset moves all categories of its kind together, so that the worst of them is what was said. */
function impactOn({ kind, sensitivity }: Asset, { category }: KnownThreat): number {
  const usual = impacts[kind];
  if (sensitivity === undefined) return usual[category];
  return Math.max(1, usual[category] + sensitivity - Math.max(...Object.values(usual)));
}

function mitigationsOf(threats: readonly Threat[]): ThreatModel['mitigations'] {
  const found = new Map<string, { threats: string[]; risk_score: number }>();
  for (const { id, risk_score, mitigations } of threats) {
    for (const mitigation of mitigations) {
      const known = found.get(mitigation) ?? { threats: [], risk_score: 0 };
      found.set(mitigation, { threats: [...known.threats, id], risk_score: known.risk_score + risk_score });
    }
  }
  return [...found]
    .map(([mitigation, answered]) => ({ mitigation, ...answered }))
    .sort((a, b) => b.risk_score - a.risk_score);
}

function summaryOf(name: string, threats: number, levels: Readonly<Record<string, number>>): string {
  const words = riskLevels.flatMap((level) => (levels[level] === undefined ? [] : [`${levels[level]} ${level}`]));
  return `${plural(threats, 'threat')} to ${name}: ${words.join(', ') || 'none'}`;
}
