import { type AssetKind, assetKinds } from './asset-kinds.ts';
import type { StrideCategory } from './stride.ts';
import type { SurfaceKind } from './surface-kinds.ts';

/** What is known to happen at a kind of surface. */
export interface KnownThreat {
  readonly category: StrideCategory;
  readonly title: string;
  /** Its number in the Common Weakness Enumeration. */
  readonly cwe: number;
  /** 1 to 5, for a surface that partners can reach. */
  readonly likelihood: number;
  readonly mitigations: readonly string[];
  /** Kinds of assets that it is aimed at; all unless given. */
  readonly aimedAt?: readonly AssetKind[];
}

const data: readonly AssetKind[] = ['personal_data', 'payment_data', 'business_data', 'credentials', 'other'];
const running: readonly AssetKind[] = ['service', 'infrastructure', 'other'];

const injection: KnownThreat = {
  category: 'tampering',
  title: 'input that is read as SQL, as a command or as a template',
  cwe: 74,
  likelihood: 3,
  mitigations: [
    'bind parameters instead of joining text',
    'start programs without a shell',
    'check input against a schema at the edge',
  ],
};
const flooding: KnownThreat = {
  category: 'denial_of_service',
  title: 'more requests, or larger ones, than can be served',
  cwe: 770,
  likelihood: 3,
  mitigations: ['limit rate, size and time of every request', 'bound what one request may make the system do'],
  aimedAt: running,
};
const objectAccess: KnownThreat = {
  category: 'elevation_of_privilege',
  title: 'access to what belongs to others by guessing or changing its id',
  cwe: 639,
  likelihood: 4,
  mitigations: [
    'decide on every access whether this caller may have this object, in one place',
    'test with the accounts of two users',
  ],
  aimedAt: data,
};
const noTrace: KnownThreat = {
  category: 'repudiation',
  title: 'acts that nobody can be shown to have done',
  cwe: 778,
  likelihood: 2,
  mitigations: ['write who did what and when to a log that the actor cannot change'],
};
const reading: KnownThreat = {
  category: 'information_disclosure',
  title: 'reading what passes over the connection, or taking the place of its other end',
  cwe: 319,
  likelihood: 2,
  mitigations: ['use TLS everywhere and check certificates'],
};

export const knownThreats: Readonly<Record<SurfaceKind, readonly KnownThreat[]>> = {
  login: [
    {
      category: 'spoofing',
      title: 'guessing passwords, or trying those that other sites have lost',
      cwe: 307,
      likelihood: 4,
      mitigations: [
        'slow down and limit attempts for account and address',
        'offer a second factor',
        'refuse passwords that are known to be lost',
      ],
    },
    {
      category: 'spoofing',
      title: 'taking over a session',
      cwe: 384,
      likelihood: 3,
      mitigations: [
        'new session id at login',
        'cookies HttpOnly, Secure and SameSite',
        'end sessions on logout and after a time',
      ],
    },
    {
      category: 'information_disclosure',
      title: 'telling accounts that exist from those that do not',
      cwe: 204,
      likelihood: 3,
      mitigations: ['same answer and same time for both'],
      aimedAt: ['personal_data', 'credentials'],
    },
    { ...flooding, title: 'locking others out by failing on their behalf', cwe: 645, likelihood: 2 },
    noTrace,
  ],
  file_upload: [
    {
      category: 'elevation_of_privilege',
      title: 'a file that is run, or served as a page',
      cwe: 434,
      likelihood: 3,
      mitigations: [
        'keep uploads outside of what is served or run',
        'choose name and type yourself',
        'serve from another origin as a download',
      ],
    },
    {
      category: 'tampering',
      title: 'a name or an archive that leads out of the folder',
      cwe: 22,
      likelihood: 3,
      mitigations: ['resolve paths, links too, and refuse what lies outside', 'give files names of your own'],
    },
    { ...flooding, title: 'files that fill the disk, or unpack to far more than they are', cwe: 409 },
    {
      category: 'information_disclosure',
      title: 'files of others fetched by their address',
      cwe: 552,
      likelihood: 3,
      mitigations: ['check the right to a file on every download', 'addresses that cannot be guessed'],
      aimedAt: data,
    },
  ],
  admin_interface: [
    {
      category: 'elevation_of_privilege',
      title: 'use of administration without its rights',
      cwe: 285,
      likelihood: 3,
      mitigations: [
        'deny by default in one place',
        'reach it only from inside, with a second factor',
        'separate accounts for administration',
      ],
    },
    {
      category: 'spoofing',
      title: 'default or shared accounts',
      cwe: 1392,
      likelihood: 3,
      mitigations: ['no default passwords', 'one account for each person'],
    },
    { ...noTrace, likelihood: 3 },
    {
      category: 'tampering',
      title: 'a foreign page that makes the administrator’s browser act (CSRF)',
      cwe: 352,
      likelihood: 2,
      mitigations: ['SameSite cookies and a token for every change', 'check Origin'],
    },
  ],
  api: [
    objectAccess,
    injection,
    {
      category: 'spoofing',
      title: 'calls without a token, or with one that was stolen or made up',
      cwe: 306,
      likelihood: 3,
      mitigations: [
        'every route needs a token unless it is on a list',
        'tokens that end soon and can be taken back',
        'verify signatures with a fixed algorithm',
      ],
    },
    {
      category: 'information_disclosure',
      title: 'answers and errors that tell more than was asked',
      cwe: 200,
      likelihood: 3,
      mitigations: ['name the fields that go out', 'errors without traces or queries'],
      aimedAt: [...data, 'logs', 'source_code'],
    },
    flooding,
    noTrace,
  ],
  web_interface: [
    {
      category: 'tampering',
      title: 'text of one visitor that runs as script for another (XSS)',
      cwe: 79,
      likelihood: 4,
      mitigations: ['escape by template, never by hand', 'a Content-Security-Policy without inline scripts'],
    },
    {
      category: 'spoofing',
      title: 'a foreign page that makes the visitor’s browser act (CSRF)',
      cwe: 352,
      likelihood: 3,
      mitigations: ['SameSite cookies and a token for every change', 'check Origin'],
    },
    objectAccess,
    injection,
    flooding,
  ],
  database: [
    injection,
    {
      category: 'information_disclosure',
      title: 'a copy of the data: backup, export, open port',
      cwe: 312,
      likelihood: 2,
      mitigations: ['encrypt at rest and in backups', 'no address outside of the network', 'keep keys elsewhere'],
      aimedAt: [...data, 'logs'],
    },
    {
      category: 'elevation_of_privilege',
      title: 'an application account that may do more than it needs',
      cwe: 250,
      likelihood: 3,
      mitigations: ['one account for each service, with the rights that it needs'],
    },
    {
      category: 'denial_of_service',
      title: 'queries that hold the database for long, or data that is lost',
      cwe: 400,
      likelihood: 2,
      mitigations: ['limit the time of a query', 'backups whose restoring is tried'],
    },
    noTrace,
  ],
  message_queue: [
    {
      category: 'spoofing',
      title: 'messages of a sender who is not who it says',
      cwe: 345,
      likelihood: 3,
      mitigations: ['authenticate senders', 'sign messages that cross a boundary'],
    },
    {
      category: 'tampering',
      title: 'a message that is delivered again or out of order',
      cwe: 294,
      likelihood: 3,
      mitigations: ['idempotency keys', 'refuse what is older than what was seen'],
    },
    { ...flooding, title: 'messages that fill the queue, or one that fails for ever', aimedAt: running },
    reading,
  ],
  supply_chain: [
    {
      category: 'tampering',
      title: 'a dependency or build step that is changed by others',
      cwe: 1357,
      likelihood: 3,
      mitigations: ['pin versions with hashes', 'no install scripts', 'pin actions of CI by commit', 'review updates'],
    },
    {
      category: 'elevation_of_privilege',
      title: 'known vulnerabilities in dependencies',
      cwe: 1395,
      likelihood: 4,
      mitigations: ['audit dependencies regularly', 'update within days of an advisory'],
    },
    {
      category: 'information_disclosure',
      title: 'secrets of the build read by a step of others',
      cwe: 522,
      likelihood: 3,
      mitigations: [
        'secrets only for the step that needs them',
        'none for pull requests of others',
        'short-lived tokens',
      ],
      aimedAt: ['credentials', 'source_code', 'infrastructure'],
    },
    {
      category: 'spoofing',
      title: 'a package of a name that is nearly yours',
      cwe: 427,
      likelihood: 2,
      mitigations: ['own scope or namespace', 'a lock file that CI does not change'],
    },
  ],
  third_party: [
    {
      category: 'spoofing',
      title: 'calls that pretend to come from the partner',
      cwe: 345,
      likelihood: 3,
      mitigations: ['verify signatures of webhooks with a time limit', 'mutual TLS'],
    },
    {
      category: 'information_disclosure',
      title: 'more data with the partner than it needs, lost there',
      cwe: 359,
      likelihood: 3,
      mitigations: ['send what is needed and no more', 'a contract on keeping and deleting'],
      aimedAt: data,
    },
    {
      category: 'tampering',
      title: 'addresses from outside that make the server call inside (SSRF)',
      cwe: 918,
      likelihood: 3,
      mitigations: ['an allow-list of hosts, checked at connect and after redirects'],
    },
    {
      category: 'denial_of_service',
      title: 'a partner that is slow or gone',
      cwe: 703,
      likelihood: 3,
      mitigations: ['time limits and a circuit breaker', 'a way to go on without it'],
      aimedAt: running,
    },
  ],
  client_application: [
    {
      category: 'information_disclosure',
      title: 'secrets and data in the application or on the device',
      cwe: 922,
      likelihood: 4,
      mitigations: ['no secrets in what is handed out', 'the keystore of the platform'],
      aimedAt: [...data, 'source_code'],
    },
    {
      category: 'tampering',
      title: 'a changed client that skips its own checks',
      cwe: 602,
      likelihood: 4,
      mitigations: ['check everything on the server again'],
    },
    reading,
  ],
  command_line: [
    {
      category: 'elevation_of_privilege',
      title: 'values that become commands, flags or code',
      cwe: 78,
      likelihood: 3,
      mitigations: ['argument lists without a shell', '"--" before values', 'never eval a configuration'],
    },
    {
      category: 'tampering',
      title: 'files and links that others can put in the way',
      cwe: 59,
      likelihood: 2,
      mitigations: ['resolve paths and refuse what lies outside', 'temporary folders of its own'],
    },
    {
      category: 'information_disclosure',
      title: 'secrets in arguments, logs and histories',
      cwe: 532,
      likelihood: 3,
      mitigations: ['secrets by environment or file, masked in all output'],
      aimedAt: [...data, 'logs'],
    },
  ],
  network: [
    reading,
    {
      category: 'elevation_of_privilege',
      title: 'one machine that is taken and leads to the next',
      cwe: 923,
      likelihood: 3,
      mitigations: ['separate networks', 'authenticate inside as well', 'close what is not needed'],
    },
    { ...flooding, title: 'more traffic than the line holds' },
  ],
  other: [
    { ...injection, title: 'input that is not what it should be', cwe: 20 },
    {
      category: 'spoofing',
      title: 'use under somebody else’s name',
      cwe: 287,
      likelihood: 3,
      mitigations: ['authenticate every caller'],
    },
    {
      category: 'elevation_of_privilege',
      title: 'use beyond one’s rights',
      cwe: 285,
      likelihood: 3,
      mitigations: ['decide on every access whether this caller may do this, in one place'],
    },
    reading,
    { ...flooding, aimedAt: assetKinds },
    noTrace,
  ],
};
