import { type ActionContext, ActionError } from '@codomyrmex/core';
import * as z from 'zod';

/** No user, no query; without TLS only on this machine, because a token is sent along. */
const apiAddress = /^(?:https:\/\/[^/@?#\s]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?)(?:\/[^?#\s]*)?$/;

/** The configuration of the module. */
export const configurationSchema = z.strictObject({
  github_api_url: z
    .string()
    .max(500)
    .regex(apiAddress, 'write https://host/path')
    .default('https://api.github.com')
    .meta({ description: 'Of GitHub Enterprise: https://host/api/v3.' }),
  github_host: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::\d{1,5})?$/, 'write a host, and a port where it has one')
    .default('github.com')
    .meta({ description: 'The one host that git gives GITHUB_TOKEN to, over https.' }),
});
export type Configuration = z.output<typeof configurationSchema>;

/** @throws ActionError INVALID_PARAMETERS */
export function configurationOf({ config }: Pick<ActionContext, 'config'>): Configuration {
  const parsed = configurationSchema.safeParse(config ?? {});
  if (parsed.success) return parsed.data;
  throw new ActionError(`the configuration of git_operations does not fit:\n${z.prettifyError(parsed.error)}`, {
    code: 'INVALID_PARAMETERS',
    retryable: false,
  });
}
