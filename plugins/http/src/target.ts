import { ActionError } from '@codomyrmex/core';
import * as z from 'zod';

const MAX_HEADERS = 100;
const MAX_MEMBERS = 1_000;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const members = z
  .record(z.string(), z.union([scalar, z.array(scalar).max(MAX_MEMBERS)]))
  .refine((record) => Object.keys(record).length <= MAX_MEMBERS, `at most ${MAX_MEMBERS} members`);

/** Where to ask, and how long to wait. */
export const targetShape = {
  url: z.string().min(1).max(16_384).meta({ description: 'An address that begins with http:// or https://.' }),
  query: members.optional().meta({ description: 'Added to the address, encoded; a list adds its name several times.' }),
  headers: z
    .record(z.string(), scalar)
    .refine((record) => Object.keys(record).length <= MAX_HEADERS, `at most ${MAX_HEADERS} headers`)
    .default({})
    .meta({ description: 'Headers of the request, by name.' }),
  timeout: z
    .number()
    .positive()
    .max(3_600)
    .default(60)
    .meta({ description: 'Seconds for the whole exchange, redirects included.' }),
  max_redirects: z.int().min(0).max(20).default(5).meta({ description: 'What is over fails the step.' }),
};
const targetSchema = z.object(targetShape);
type Target = z.output<typeof targetSchema>;

/** @throws ActionError INVALID_PARAMETERS when a query is to be added to what is no address. */
export function addressOf({ url, query }: Pick<Target, 'url' | 'query'>): string {
  if (query === undefined) return url;
  if (!URL.canParse(url)) {
    throw new ActionError('url is no address that begins with http:// or https://', {
      code: 'INVALID_PARAMETERS',
      retryable: false,
    });
  }
  const address = new URL(url);
  for (const [name, value] of encodable(query)) address.searchParams.append(name, value);
  return address.href;
}

export const encodable = (record: z.output<typeof members>): [string, string][] =>
  Object.entries(record).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]));

export const headersOf = ({ headers }: Pick<Target, 'headers'>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** For messages and results: neither credentials nor a query, which may hold some. */
export function shownAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
