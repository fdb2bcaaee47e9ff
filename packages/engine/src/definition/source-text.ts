/** A fault of the text itself, before there is a document with paths. */
export interface TextFault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
  readonly suggestion?: string | undefined;
}

export type SourceText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string; readonly fault: TextFault };

/** In characters or bytes. A hundred thousand steps fit: read in about a second. */
const MAX_JSON_CHARACTERS = 32 * 1024 * 1024;
/** The YAML library reads about 2 MB in a second. */
export const MAX_YAML_CHARACTERS = 4 * 1024 * 1024;
/** How deep lists and maps may stand in each other. */
export const MAX_NESTING = 100;

/** The characters of a source without its byte order mark, if they are text and not too many. */
export function sourceText(source: string | Uint8Array): SourceText {
  if (source.length > MAX_JSON_CHARACTERS) return { ok: false, text: '', fault: tooLong(MAX_JSON_CHARACTERS) };
  const decoded = typeof source === 'string' ? { text: source } : decode(source);
  const text = decoded.text.startsWith('\uFEFF') ? decoded.text.slice(1) : decoded.text;
  if ('fault' in decoded && decoded.fault !== undefined) return { ok: false, text, fault: decoded.fault };
  const forbidden = forbiddenCharacter(text);
  return forbidden === undefined ? { ok: true, text } : { ok: false, text, fault: forbidden };
}

export function tooLong(limit: number): TextFault {
  return {
    code: 'too_large',
    message: `the file is larger than ${limit / 1024 / 1024} MiB, which no definition needs`,
    offset: 0,
    suggestion: 'keep data in files of their own, and refer to them by path',
  };
}

export function tooDeep(offset: number): TextFault {
  return {
    code: 'too_deep',
    message: `lists and maps are nested deeper than ${MAX_NESTING} levels`,
    offset,
    suggestion: 'flatten the value',
  };
}

/** What cannot be stored as text or handed to a program: NUL and half a surrogate pair. */
export function forbiddenCharacter(text: string): TextFault | undefined {
  const nul = text.indexOf('\0');
  if (nul >= 0)
    return { code: 'invalid_character', message: 'a NUL character cannot stand in a definition', offset: nul };
  const half = text.search(/[\uD800-\uDFFF]/u);
  if (half < 0) return undefined;
  return { code: 'invalid_character', message: 'half of a surrogate pair is not a character', offset: half };
}

function decode(bytes: Uint8Array): { readonly text: string; readonly fault?: TextFault } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const wide = bytes[0] === 0xff || bytes[0] === 0xfe;
    return {
      text,
      fault: {
        code: 'invalid_encoding',
        message: wide ? 'the file seems to be UTF-16' : 'the file is not UTF-8 text',
        offset: wide ? 0 : Math.max(0, text.indexOf('\uFFFD')),
        suggestion: 'save it as UTF-8',
      },
    };
  }
}
