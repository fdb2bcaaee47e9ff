import { type Guess, kindByWords } from './asset-kinds.ts';

export const surfaceKinds = [
  'login',
  'file_upload',
  'admin_interface',
  'api',
  'web_interface',
  'database',
  'message_queue',
  'supply_chain',
  'third_party',
  'client_application',
  'command_line',
  'network',
  'other',
] as const;
export type SurfaceKind = (typeof surfaceKinds)[number];

const words: readonly (readonly [SurfaceKind, RegExp])[] = [
  ['login', /\b(?:log ?ins?|sign ?in|authentication|auth|password reset|sso|oauth|session)\b/],
  ['file_upload', /\b(?:uploads?|imports?|attachments?|file exchange)\b/],
  ['admin_interface', /\b(?:admin|administration|back ?office|management (?:console|interface)|dashboard)\b/],
  [
    'supply_chain',
    /\b(?:dependenc(?:y|ies)|packages?|ci|cd|pipelines?|builds?|plugins?|supply chain|registry|registries)\b/,
  ],
  ['message_queue', /\b(?:queues?|kafka|rabbitmq|mqtt|events?|topics?|broker|pub ?sub)\b/],
  ['database', /\b(?:databases?|db|sql|postgres|mysql|sqlite|redis|mongo(?:db)?|storage|bucket)\b/],
  ['third_party', /\b(?:third party|partners?|integrations?|vendors?|providers?|webhooks?|external)\b/],
  ['api', /\b(?:apis?|rest|graphql|grpc|endpoints?|rpc|mcp)\b/],
  ['web_interface', /\b(?:web|sites?|website|browsers?|pages?|forms?|portal|frontend|http|https|ui)\b/],
  ['client_application', /\b(?:mobile|desktop|clients?|apps?|devices?|ios|android)\b/],
  ['command_line', /\b(?:cli|command line|scripts?|terminal|shell|workflows?|configuration|config)\b/],
  ['network', /\b(?:networks?|vpn|ssh|ports?|wi ?fi|dns|tcp|socket)\b/],
];

export const surfaceKindOf = (name: string): Guess<SurfaceKind> => kindByWords(name, words, 'other');

/** Who can reach it, and what that adds to how likely an attack is. */
export const exposures = { internet: 1, partners: 0, internal: -1, local: -2 } as const;
export type Exposure = keyof typeof exposures;

/** Where nothing is said. */
export const usualExposure: Readonly<Record<SurfaceKind, Exposure>> = {
  login: 'internet',
  file_upload: 'internet',
  admin_interface: 'internal',
  api: 'internet',
  web_interface: 'internet',
  database: 'internal',
  message_queue: 'internal',
  supply_chain: 'partners',
  third_party: 'partners',
  client_application: 'internet',
  command_line: 'local',
  network: 'internal',
  other: 'partners',
};
