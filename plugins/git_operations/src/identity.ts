import { ActionError } from '@codomyrmex/core';

/** Who commits, where the parameters say so. */
export interface Identity {
  readonly author_name?: string | undefined;
  readonly author_email?: string | undefined;
}

/** For schemas: a name without an address, or the reverse, is half an identity. */
export const wholeIdentity = ({ author_name, author_email }: Identity): boolean =>
  (author_name === undefined) === (author_email === undefined);

export const halfIdentity = 'give author_name and author_email together, or neither';

/** The variables by which git writes this identity; none where git's configuration decides. */
export function identityVariables({ author_name, author_email }: Identity): Record<string, string> {
  if (author_name === undefined || author_email === undefined) return {};
  return {
    GIT_AUTHOR_NAME: author_name,
    GIT_AUTHOR_EMAIL: author_email,
    GIT_COMMITTER_NAME: author_name,
    GIT_COMMITTER_EMAIL: author_email,
  };
}

/** Git makes up an identity from the account and the host when none is configured; this asks for a real one. */
export const realIdentity = [['user.useConfigOnly', 'true']] as const;

/** @throws ActionError NO_IDENTITY when git would have to make an identity up. */
export async function requireIdentity(
  ask: (variable: string) => Promise<{ readonly exitCode: number | null }>,
): Promise<void> {
  for (const variable of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    const { exitCode } = await ask(variable);
    if (exitCode === 0) continue;
    throw new ActionError('nobody is named as the author: git has no user.name and user.email here', {
      code: 'NO_IDENTITY',
      retryable: false,
      suggestions: ['give author_name and author_email', 'or: git config --global user.name "…" and user.email "…"'],
    });
  }
}
