const MASK = '***';
/** A shorter value stands in every second text: masking it would tell it, and spoil the text. */
const SHORTEST = 4;
const LONG_LINE = 16;
/** Characters of a piece of base64 that is none by chance. */
const SHORTEST_WITHIN = 8;
const MAX_FORMS = 10_000;

/**
 * Values that must not leave, and the forms in which they do: as they are, line by line, in base64 (with
 * something before and after it too), in a URL, in JSON. What the action itself changes (cut in halves, encrypted) is not recognised.
 * Costs nothing while no value is known.
 */
export class Masks {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  add(value: string): void {
    if (this.#forms.has(value) || this.#forms.size > MAX_FORMS) return;
    const before = this.#forms.size;
    for (const form of formsOf(value)) if (form.length >= SHORTEST) this.#forms.add(form);
    if (this.#forms.size === before) return;
    // The longest first: a value that holds another must not leave its rest.
    const longest = [...this.#forms].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longest.map(escaped).join('|'), 'g');
  }

  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, MASK);
  }

  /** A value of JSON with every text in it masked, names of members too; the very value where nothing was. */
  value<Value>(value: Value): Value {
    if (this.#pattern === undefined || value === undefined) return value;
    let isMasked = false;
    const mask = (text: string): string => {
      const masked = this.text(text);
      isMasked ||= masked !== text;
      return masked;
    };
    // Looked at member by member: a text that is JSON itself is written with its escapes escaped once more.
    const copy: unknown = JSON.parse(JSON.stringify(value), (_, member: unknown) => maskedMember(member, mask));
    // Texts become texts and nothing else changes, so it is of the type that it was.
    return isMasked ? (copy as Value) : value;
  }
}

function maskedMember(member: unknown, mask: (text: string) => string): unknown {
  if (typeof member === 'string') return mask(member);
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
  return Object.fromEntries(Object.entries(member).map(([name, value]) => [mask(name), value]));
}

function formsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  // A part of a line-by-line secret, such as a key file, is one only where it is long enough to be none by chance.
  const parts = lines.length === 1 ? [] : lines.filter((line) => line.length >= LONG_LINE);
  // Values out of files end with a line break that nobody sends.
  const texts = new Set([value, value.trim(), ...parts]);
  return [...texts].flatMap((text) => [
    text,
    ...base64Forms(text),
    ...urlForms(text),
    JSON.stringify(text).slice(1, -1),
  ]);
}

/** Three, by where in the encoded bytes the text begins: `user:word` holds the word in the third form. Both alphabets. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const whole = bytes.toString('base64').replace(/=+$/, '');
  const within = [0, 1, 2]
    .map((before) => {
      const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      // Characters that hold bits of a neighbour are not its own.
      return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    })
    .filter((form) => form.length >= SHORTEST_WITHIN);
  return [whole, ...within].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** In a path, and in a form or query. A lone half of a pair has none. */
function urlForms(text: string): readonly string[] {
  if (/\p{Surrogate}/u.test(text)) return [];
  return [encodeURIComponent(text), new URLSearchParams([['', text]]).toString().slice(1)];
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
