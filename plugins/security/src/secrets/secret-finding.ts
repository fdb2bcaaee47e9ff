import * as z from 'zod';
import { type Severity, severities } from '../severity.ts';

export const secretFindingSchema = z.object({
  file: z.string(),
  line: z.int(),
  column: z.int().meta({ description: 'Counted from 1, in UTF-16 units.' }),
  rule: z.string(),
  severity: z.enum(severities),
  masked: z.string().meta({ description: 'At most the first 4 and the last 2 characters.' }),
  fingerprint: z.string().meta({
    description:
      'The same in the next scan, also when lines move; made without the secret, so that it gives nothing away.',
  }),
  message: z.string(),
});
/** A possible secret at a place; nothing in it tells the secret. */
export type SecretFinding = z.output<typeof secretFindingSchema>;

/** What a rule sees in a text. `secret` stays inside this package. */
export interface Match {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Where `secret` begins in the text. */
  readonly index: number;
  readonly secret: string;
  readonly kind: MatchKind;
  /** What stands around a password and may tell that it is made up: the user's name, the host. */
  readonly around?: Around | undefined;
}

export interface Around {
  readonly user: string;
  readonly host: string;
}

/**
 * `token`: known by its own form, wherever it stands. `password`: known by what stands around it, so that a made-up one
 * in a test or an example looks the same. `key`: a block of many lines.
 */
export type MatchKind = 'token' | 'password' | 'key';

export type Rule = (text: string, file: string) => Iterable<Match>;
