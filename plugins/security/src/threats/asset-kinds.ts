import type { StrideCategory } from './stride.ts';

export const assetKinds = [
  'credentials',
  'payment_data',
  'personal_data',
  'business_data',
  'source_code',
  'logs',
  'service',
  'infrastructure',
  'other',
] as const;
export type AssetKind = (typeof assetKinds)[number];

/** Words that tell the kind; the first kind that has one wins. */
const words: readonly (readonly [AssetKind, RegExp])[] = [
  [
    'credentials',
    /\b(?:credentials?|passwords?|secrets?|tokens?|(?:api|private|signing|encryption|access|ssh) ?keys?|keys?|certificates?|sessions?)\b/,
  ],
  ['payment_data', /\b(?:payments?|cards?|billing|invoices?|bank|iban|transactions?)\b/],
  [
    'personal_data',
    /\b(?:personal|pii|customers?|users?|profiles?|patients?|health|medical|employees?|addresses|e-?mails?|identit(?:y|ies))\b/,
  ],
  ['source_code', /\b(?:source|code|repositor(?:y|ies)|artifacts?|binar(?:y|ies)|builds?|packages?|models?)\b/],
  ['logs', /\b(?:logs?|audit|traces?|metrics|telemetry)\b/],
  ['infrastructure', /\b(?:servers?|hosts?|clusters?|networks?|cloud|infrastructure|vms?|containers?|machines?)\b/],
  ['service', /\b(?:services?|apis?|availability|sites?|website|portal|apps?|applications?|system|workflows?)\b/],
  [
    'business_data',
    /\b(?:data|databases?|records?|documents?|reports?|files?|orders?|contracts?|inventory|backups?)\b/,
  ],
];

export interface Guess<Kind extends string> {
  readonly kind: Kind;
  /** The word that told it; none where nothing did. */
  readonly because: string | undefined;
}

/** The kind that a name tells by its words. */
export function kindByWords<Kind extends string>(
  name: string,
  table: readonly (readonly [Kind, RegExp])[],
  otherwise: Kind,
): Guess<Kind> {
  const text = name.toLowerCase().replaceAll(/[_/-]+/g, ' ');
  for (const [kind, pattern] of table) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, because: found };
  }
  return { kind: otherwise, because: undefined };
}

export const assetKindOf = (name: string): Guess<AssetKind> => kindByWords(name, words, 'other');

/** How much it matters, 1 to 5, when a threat of the category comes true for an asset of the kind. */
export const impacts: Readonly<Record<AssetKind, Readonly<Record<StrideCategory, number>>>> = {
  credentials: {
    spoofing: 5,
    tampering: 4,
    repudiation: 3,
    information_disclosure: 5,
    denial_of_service: 3,
    elevation_of_privilege: 5,
  },
  payment_data: {
    spoofing: 4,
    tampering: 5,
    repudiation: 5,
    information_disclosure: 5,
    denial_of_service: 3,
    elevation_of_privilege: 5,
  },
  personal_data: {
    spoofing: 4,
    tampering: 3,
    repudiation: 3,
    information_disclosure: 5,
    denial_of_service: 2,
    elevation_of_privilege: 5,
  },
  business_data: {
    spoofing: 3,
    tampering: 4,
    repudiation: 3,
    information_disclosure: 4,
    denial_of_service: 3,
    elevation_of_privilege: 4,
  },
  source_code: {
    spoofing: 3,
    tampering: 5,
    repudiation: 3,
    information_disclosure: 3,
    denial_of_service: 2,
    elevation_of_privilege: 5,
  },
  logs: {
    spoofing: 2,
    tampering: 4,
    repudiation: 5,
    information_disclosure: 3,
    denial_of_service: 2,
    elevation_of_privilege: 3,
  },
  service: {
    spoofing: 3,
    tampering: 4,
    repudiation: 2,
    information_disclosure: 3,
    denial_of_service: 5,
    elevation_of_privilege: 4,
  },
  infrastructure: {
    spoofing: 3,
    tampering: 5,
    repudiation: 3,
    information_disclosure: 3,
    denial_of_service: 5,
    elevation_of_privilege: 5,
  },
  other: {
    spoofing: 3,
    tampering: 3,
    repudiation: 3,
    information_disclosure: 3,
    denial_of_service: 3,
    elevation_of_privilege: 3,
  },
};
