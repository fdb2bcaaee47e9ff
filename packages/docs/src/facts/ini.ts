/** Sections of an INI file as Python's configparser reads it: values go on in indented lines. */
export function readIni(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const [, name] = /^\[([^\]]+)\]/.exec(line) ?? [];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      key = undefined;
    } else if (/^\s/.test(line) && section !== undefined && key !== undefined) {
      section.set(key, `${section.get(key) ?? ''}\n${line.trim()}`.trim());
    } else {
      const [, written, value = ''] = /^([^=:]+)[=:](.*)$/.exec(line) ?? [];
      key = written?.trim().toLowerCase();
      if (key !== undefined) section?.set(key, value.trim());
    }
  }
  return sections;
}
