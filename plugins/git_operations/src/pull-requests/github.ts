import { type ActionContext, ActionError, type HttpResponse } from '@codomyrmex/core';
import * as z from 'zod';
import { configurationOf } from '../configuration.ts';
import { tokenSecret } from '../remote/token.ts';

export interface GitHubRequest {
  /** Below the address of the interface; every part encoded. */
  readonly path: string;
  /** Makes it a POST. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** In the place of the secret. */
  readonly token?: string | undefined;
}

/** One request to GitHub's REST interface; an answer of 400 and above is a result. */
export function askGitHub(context: ActionContext, { path, body, token }: GitHubRequest): Promise<HttpResponse> {
  const secret = token ?? context.secrets.get(tokenSecret);
  return context.http.request(`${configurationOf(context).github_api_url.replace(/\/+$/, '')}${path}`, {
    headers: {
      accept: 'application/vnd.github+json',
      'user-agent': 'codomyrmex',
      'x-github-api-version': '2022-11-28',
      ...(secret !== undefined && secret !== '' && { authorization: `Bearer ${secret}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
}

/** The answer as the schema reads it. @throws ActionError INVALID_RESPONSE, and as {@link refusedByGitHub}. */
export function readAnswer<Schema extends z.ZodType>(response: HttpResponse, schema: Schema): z.output<Schema> {
  if (response.status >= 300) throw refusedByGitHub(response);
  const parsed = schema.safeParse(response.json());
  if (parsed.success) return parsed.data;
  throw new ActionError(`GitHub's answer is not what its documentation says:\n${z.prettifyError(parsed.error)}`, {
    code: 'INVALID_RESPONSE',
    retryable: false,
  });
}

const complaint = z.object({
  message: z.string().optional(),
  errors: z
    .array(z.union([z.string(), z.object({ message: z.string().optional(), field: z.string().optional() })]))
    .optional(),
});

/** What GitHub says about a request that it refused: its message, and those of single fields. */
export function complaintOf(response: HttpResponse): string {
  let said: z.output<typeof complaint> = {};
  try {
    said = complaint.catch({}).parse(response.json());
  } catch {
    // A proxy's page is no JSON.
  }
  const errors = (said.errors ?? []).map((error) =>
    typeof error === 'string' ? error : (error.message ?? error.field ?? ''),
  );
  return [said.message ?? `status ${response.status}`, ...errors]
    .filter((text) => text !== '')
    .join('; ')
    .slice(0, 1_000);
}

/** A refusal as a failure: `GITHUB_UNAUTHORIZED`, `RATE_LIMITED`, `GITHUB_FORBIDDEN`, `GITHUB_NOT_FOUND`, `GITHUB_REFUSED`, `GITHUB_FAILED`. */
export function refusedByGitHub(response: HttpResponse): ActionError {
  const { status } = response;
  const said = complaintOf(response);
  const refusal = (code: string, suggestions: readonly string[] = []) =>
    new ActionError(`GitHub answered ${status}: ${said}`, { code, retryable: false, details: { status }, suggestions });
  if (status === 401) return refusal('GITHUB_UNAUTHORIZED', ['set the secret GITHUB_TOKEN to a token that is valid']);
  if (status === 429 || (status === 403 && isRateLimit(response))) {
    const seconds = Number(response.headers['retry-after'] ?? 60);
    return new ActionError(`GitHub answers no more for now: ${said}`, {
      code: 'RATE_LIMITED',
      retryAfter: Number.isFinite(seconds) ? Math.min(3_600, Math.max(1, seconds)) : 60,
      details: { status },
    });
  }
  if (status === 403) return refusal('GITHUB_FORBIDDEN', ['the token needs the right to write pull requests']);
  if (status === 404) {
    return refusal('GITHUB_NOT_FOUND', [
      'look at repo_owner and repo_name; of a private one GitHub says this to those without a right to it',
    ]);
  }
  if (status >= 500)
    return new ActionError(`GitHub answered ${status}: ${said}`, { code: 'GITHUB_FAILED', details: { status } });
  return refusal('GITHUB_REFUSED');
}

const isRateLimit = ({ headers }: HttpResponse): boolean =>
  headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined;
