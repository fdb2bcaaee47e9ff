const MASK = '***';
/** A shorter value stands in every second text: masking it would tell it, and spoil the text. */
const SHORTEST = 4;
const LONG_LINE = 16;
const MAX_FORMS = 10_000;

/**
 * Values that must not leave, and the forms in which they do: as they are, line by line, in base64, in a URL, in JSON. What the action
 * itself changes (cut in halves, encrypted) is not recognised. Costs nothing while no value is known.
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
    const pattern = this.#pattern;
    if (pattern === undefined) return value;
    const written = JSON.stringify(value);
    if (written === undefined || written.search(pattern) < 0) return value;
    // Texts become texts and nothing else changes, so it is of the type that it was.
    return JSON.parse(written, (_, member: unknown) => this.#member(member)) as Value;
  }

  #member(member: unknown): unknown {
    if (typeof member === 'string') return this.text(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, value]) => [this.text(name), value]));
  }
}

function formsOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  // A part of a line-by-line secret, such as a key file, is one only where it is long enough to be none by chance.
  const parts = lines.length === 1 ? [] : lines.filter((line) => line.length >= LONG_LINE);
  return [value, ...parts].flatMap((text) => {
    const base64 = Buffer.from(text).toString('base64');
    const bare = base64.replace(/=+$/, '');
    return [
      text,
      bare,
      bare.replaceAll('+', '-').replaceAll('/', '_'),
      urlForm(text),
      JSON.stringify(text).slice(1, -1),
    ];
  });
}

/** A lone half of a pair has none. */
const urlForm = (text: string): string => (/\p{Surrogate}/u.test(text) ? text : encodeURIComponent(text));

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
