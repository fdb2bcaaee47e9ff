import type { ActionContext } from '@codomyrmex/core';
import { configurationOf } from '../configuration.ts';
import type { RunOptions } from '../repository.ts';

/** Who we are, to one host. */
export interface Token {
  readonly host: string;
  readonly value: string;
}

/** Declared by every action that exchanges commits. */
export const tokenSecret = 'GITHUB_TOKEN';

/** The token, when somebody has set it. */
export function tokenOf(context: ActionContext): Token | undefined {
  const value = context.secrets.get(tokenSecret);
  return value === undefined || value === '' ? undefined : { host: configurationOf(context).github_host, value };
}

const VARIABLE = 'CODOMYRMEX_GIT_TOKEN';

/**
 * Settings under which git gives the token to that host over https, and to no other, wherever an address leads. It stands in
 * a variable of the process: in no argument, no file and no address. Any user name goes with a token.
 */
export function tokenOptions({ host, value }: Token): Required<Pick<RunOptions, 'env' | 'overrides'>> {
  const helper = `credential.https://${host}.helper`;
  return {
    env: { [VARIABLE]: value },
    overrides: [
      // Ends the list of those that would be asked before.
      [helper, ''],
      [helper, `!f() { test "$1" = get && printf 'username=x-access-token\\npassword=%s\\n' "$${VARIABLE}"; }; f`],
    ],
  };
}
