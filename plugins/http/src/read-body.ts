import type { ActionContext, HttpResponse } from '@codomyrmex/core';
import * as z from 'zod';

export const responseForms = ['auto', 'json', 'text', 'file'] as const;

export const bodySchema = z.object({
  body_kind: z.enum(['none', 'json', 'text', 'file']),
  body: z.unknown().optional().meta({ description: 'The body: a value for json, text for text.' }),
  file: z.string().optional().meta({ description: 'A file with the body, among the run’s artifacts.' }),
});
type Body = z.output<typeof bodySchema>;

/** What an answer holds, in the form that was asked for. @throws ActionError INVALID_RESPONSE for json that is none. */
export async function readBody(
  context: ActionContext,
  response: HttpResponse,
  form: (typeof responseForms)[number],
): Promise<Body> {
  if (response.body.byteLength === 0 && form !== 'file') return { body_kind: 'none' };
  switch (form === 'auto' ? formOf(response) : form) {
    case 'json':
      return { body_kind: 'json', body: response.json() };
    case 'text':
      return { body_kind: 'text', body: response.text() };
    default:
      return { body_kind: 'file', file: await context.artifacts.write('response.bin', response.body) };
  }
}

/** By what the server calls it, checked against what it is. */
function formOf(response: HttpResponse): 'json' | 'text' | 'file' {
  const type = (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!isText(response.body)) return 'file';
  return /[/+]json$/.test(type) && isJson(response) ? 'json' : 'text';
}

function isJson(response: HttpResponse): boolean {
  try {
    response.json();
    return true;
  } catch {
    return false;
  }
}

function isText(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}
