import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Path } from '../src/definition/places.ts';
import { readSource } from '../src/definition/read-source.ts';

function problemsOf(text: string | Uint8Array, file = 'wf.yaml') {
  const result = readSource(text, file);
  return result.ok ? [] : result.problems.map(({ code, line, column }) => `${line}:${column} ${code}`);
}

function dataOf(text: string | Uint8Array, file = 'wf.yaml'): unknown {
  const result = readSource(text, file);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.data;
}

describe('reading YAML', () => {
  it('given plain YAML 1.2, then words keep their meaning of 1.2', () => {
    expect(dataOf('a: no\nb: 012\nc: 0o17\nd: "x"\ne: [1, 2.5, null, true]\nf: 2026-11-20\n1: one\n')).toEqual({
      a: 'no',
      b: 12,
      c: 15,
      d: 'x',
      e: [1, 2.5, null, true],
      f: '2026-11-20',
      '1': 'one',
    });
  });

  it('given a byte order mark, Windows line ends and comments, then they are no part of the data', () => {
    expect(dataOf('\uFEFFa: 1\r\n# c\r\nb: 2\r\n')).toEqual({ a: 1, b: 2 });
    expect(dataOf(Buffer.from('\uFEFFa: é\n'))).toEqual({ a: 'é' });
    expect(problemsOf('\uFEFFa: 1\na: 2')).toEqual(['2:1 duplicate_key']);
  });

  it('given a few aliases, then they are the values they repeat', () => {
    expect(dataOf('a: &x {b: 1}\nc: [*x, *x]\n')).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
  });

  it.each([
    ['a duplicate key', 'a: 1\nb:\n  c: 1\n  "c": 2\n', ['4:3 duplicate_key']],
    ['a tab', 'a:\n\t- b\n', ['2:1 tab']],
    ['a function', 'a: 1\nb: !!js/function "x"\n', ['2:4 unknown_tag']],
    ['a tag of its own', 'b: !secret x\n', ['1:4 unknown_tag']],
    ['binary data', 'b: !!binary aGk=\n', ['1:4 unknown_tag']],
    ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x\n', ['3:3 merge_key']],
    ['two documents', 'a: 1\n---\nb: 1\n', ['2:1 several_documents']],
    ['another version', '%YAML 1.1\n---\na: yes\n', ['1:1 yaml_version']],
    ['NUL', 'a: 1\nb: "x\0y"\n', ['2:6 invalid_character']],
    ['NUL by escape', 'a: 1\nb: "x\\0y"\n', ['2:4 invalid_character']],
    ['half a surrogate pair', 'a: x\uD800y\n', ['1:5 invalid_character']],
    ['half a surrogate pair by escape', 'a: ["\\uD83D"]\n', ['1:5 invalid_character']],
    ['infinity', 'a: [.inf, -.inf, .nan]\n', ['1:5 not_json', '1:11 not_json', '1:18 not_json']],
    ['an alias of nothing', 'a: *b\n', ['1:4 unknown_alias']],
    ['an alias before its anchor', 'a: *b\nb: &b 1\n', ['1:4 unknown_alias']],
    ['an alias inside of itself', 'a: &a [1, *a]\n', ['1:11 recursive_alias']],
    ['a list as a key', '? [a]\n: b\n', ['1:3 invalid_key']],
    ['an open map', 'a: {b: 1\nc: 2\n', ['2:1 syntax']],
    ['an open quote', 'a: 1\nb: "x\n', ['3:1 syntax']],
    ['two values in a line', 'a: b: c\n', ['1:4 syntax']],
    ['nothing', '', ['1:1 empty']],
    ['only a comment', '# later\n', ['1:1 empty']],
  ])('given %s, then it is refused in its place', (_what, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('given bytes that are not UTF-8, then the first is shown', () => {
    expect(problemsOf(Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]))).toEqual(['1:4 invalid_encoding']);
    expect(problemsOf(Buffer.from('\uFEFFa: 1', 'utf16le'))).toEqual(['1:1 invalid_encoding']);
  });

  it('given a problem, then it names the file', () => {
    const result = readSource('a: !x 1', 'dir/wf.yml');
    expect(result).toMatchObject({ ok: false, problems: [{ file: 'dir/wf.yml', path: '' }] });
    expect(readSource('a: !x 1')).not.toHaveProperty('problems.0.file');
  });
});

describe('reading JSON', () => {
  it.each([
    ['a duplicate key', '{"a": 1,\n "b": {"c": 1, "\\u0063": 2}}', ['2:16 duplicate_key']],
    ['a trailing comma', '{"a": [1,]}', ['1:10 syntax']],
    ['a missing colon', '{"a" 1}', ['1:6 syntax']],
    ['a missing comma', '{"a": 1\n"b": 2}', ['2:1 syntax']],
    ['a comment', '{"a": 1 // no\n}', ['1:9 syntax']],
    ['single quotes', "{'a': 1}", ['1:2 syntax']],
    ['an open string', '{"a": "x}', ['1:7 syntax']],
    ['a line break in a string', '{"a": "x\ny"}', ['1:9 syntax']],
    ['a wrong escape', '{"a": "\\x41"}', ['1:8 syntax']],
    ['something behind', '{"a": 1} x', ['1:10 syntax']],
    ['an early end', '{"a": [1,', ['1:10 syntax']],
    ['NaN', '{"a": NaN}', ['1:7 syntax']],
    ['a leading zero', '{"a": 01}', ['1:8 syntax']],
    ['NUL by escape', '{"a": "\\u0000"}', ['1:7 invalid_character']],
    ['half a surrogate pair by escape', '{"a": "\\ud83d"}', ['1:7 invalid_character']],
    ['nothing', ' ', ['1:2 syntax']],
  ])('given %s, then it is refused in its place', (_what, text, problems) => {
    expect(problemsOf(text, 'wf.json')).toEqual(problems);
  });

  it('given JSON under another name, then it is read as JSON, and YAML that only begins like it as YAML', () => {
    expect(dataOf('{"a": 1}', 'wf')).toEqual({ a: 1 });
    expect(dataOf('{a: 1, b: [x]}', 'wf.yaml')).toEqual({ a: 1, b: ['x'] });
    expect(problemsOf('{a: 1}', 'WF.JSON')).toEqual(['1:2 syntax']);
  });

  it('given a member called __proto__, then it is an own member', () => {
    for (const text of ['{"__proto__": {"polluted": true}}', '__proto__:\n  polluted: true\n']) {
      const data = dataOf(text, 'a');
      expect(Object.keys(data as object)).toEqual(['__proto__']);
    }
    expect('polluted' in {}).toBe(false);
  });

  it('given any JSON value in any layout, then reading gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const result = readSource(text, 'a.json');
        if (result.ok) expect(result.data).toEqual(JSON.parse(text));
        else expect(result.problems[0]?.code).toBe('invalid_character');
      }),
    );
  });

  it('given a damaged JSON text, then it is refused exactly when JSON.parse refuses it', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\n',
      '"',
      '\\',
      '\\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const problems = problemsOf(text, 'a.json').filter((problem) => !problem.endsWith('duplicate_key'));
        expect(problems.length === 0).toBe(isJson(text) || problemsOf(text, 'a.json').length > problems.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('places', () => {
  const placeOf = (text: string, path: Path, [at, offset]: ['key' | 'value', number] = ['value', 0]) => {
    const result = readSource(text, text.startsWith('{') ? 'a.json' : 'a.yaml');
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const place = result.places.find(path, at, offset);
    return place && `${place.line}:${place.column}`;
  };

  it('given a path, then the value, its key, or the nearest ancestor is found', () => {
    const yaml = 'name: w\nsteps:\n  - name: a\n    parameters: { path: "x" }\n';
    expect(placeOf(yaml, ['name'])).toBe('1:7');
    expect(placeOf(yaml, ['steps', 0, 'parameters', 'path'])).toBe('4:25');
    expect(placeOf(yaml, ['steps', 0, 'parameters', 'path'], ['key', 0])).toBe('4:19');
    expect(placeOf(yaml, ['steps', 0, 'module'])).toBe('3:5');
    expect(placeOf(yaml, ['steps', 7, 'x', 'y'])).toBe('3:3');
    expect(placeOf(yaml, [])).toBe('1:1');
    const json = '{ "steps": [\n  { "name": "a" } ] }';
    expect(placeOf(json, ['steps', 0, 'name'], ['key', 0])).toBe('2:5');
    expect(placeOf(json, ['steps', 0, 'module'], ['value', 0])).toBe('2:3');
  });

  it.each([
    ['a plain text', 'a: x {{ y }}', 5, '1:9'],
    ['a quoted text', 'a: "x {{ y }}"', 5, '1:10'],
    ['an apostrophed text', "a: 'x {{ y }}'", 5, '1:10'],
    ['a text with escapes, where its start must do', 'a: "\\t{{ y }}"', 4, '1:4'],
    ['a block', 'a: |\n  one\n  x {{ y }}\n', 9, '3:8'],
    ['an indented line of a block', 'a:\n  b: |\n    one\n      x {{ y }}\n', 11, '4:12'],
  ])('given a character of %s, then its own place is found', (_what, yaml, offset, place) => {
    const path = yaml.includes('b:') ? ['a', 'b'] : ['a'];
    expect(placeOf(yaml, path, ['value', offset])).toBe(place);
  });

  it('given a character behind escapes in JSON, then its own place is found', () => {
    expect(placeOf('{"a": "\\n\\u0041{{ y }}"}', ['a'], ['value', 5])).toBe('1:19');
  });

  it('given any JSON value, then every scalar is found where it stands, in JSON and in YAML', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme-ascii' }), (value) => {
        const text = JSON.stringify(value, null, 2);
        if (typeof value !== 'object' || value === null || text.includes('"<<"')) return;
        for (const file of ['a.json', 'a.yaml']) {
          const result = readSource(file === 'a.yaml' ? `# yaml\n${text}` : text, file);
          if (!result.ok) throw new Error(JSON.stringify(result.problems));
          const lines = text.split('\n');
          for (const [path, scalar] of scalarsOf(JSON.parse(text), [])) {
            const place = result.places.find(path);
            const line = lines[(place?.line ?? 0) - (file === 'a.yaml' ? 2 : 1)];
            expect(line?.slice((place?.column ?? 0) - 1).startsWith(JSON.stringify(scalar))).toBe(true);
          }
        }
      }),
    );
  });
});

describe('hostile files', () => {
  it.each([
    ['maps', '{'.repeat(5_000)],
    ['lists', '['.repeat(5_000)],
    ['block lists', '- '.repeat(5_000)],
    ['block keys', '? '.repeat(5_000)],
    ['colons', ': '.repeat(5_000)],
    ['JSON maps', '{"a":'.repeat(5_000)],
    ['indented maps', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('given %s nested deeper than a hundred levels, then they are refused', (_what, text) => {
    for (const file of ['a.yaml', 'a.json']) {
      const codes = problemsOf(text, file).map((problem) => problem.split(' ')[1]);
      expect(codes).toEqual([
        file === 'a.json' && !/^[{[]/.test(text) ? 'syntax' : expect.stringMatching(/too_deep|syntax/),
      ]);
    }
    expect(problemsOf(text)[0]).toContain('too_deep');
  });

  it('given aliases that multiply, then nothing is made of them', () => {
    const laughs = Array.from({ length: 30 }, (_, index) => `l${index}: &l${index} [${`*l${index - 1},`.repeat(3)}]`);
    const before = process.memoryUsage().heapUsed;
    expect(problemsOf(`l-1: &l-1 [x]\n${laughs.join('\n')}`)).toEqual(['1:1 too_many_aliases']);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
    expect(problemsOf(`a: &a x\nb: [${'*a,'.repeat(200)}]`)).toEqual(['2:305 too_many_aliases']);
  });

  it.each([
    ['a file of 10 MB', 'a.yaml', '- &a x\n'.repeat(1_500_000), 'too_large'],
    ['bytes without end', 'a.json', new Uint8Array(200_000_000), 'too_large'],
    ['more words than anybody writes', 'a.yaml', '[a,'.padEnd(3_000_000, 'a,'), 'too_large'],
  ])('given %s, then it is refused', (_what, file, text, code) => {
    expect(problemsOf(text, file)).toEqual([expect.stringContaining(code)]);
  });

  it('given hundreds of faults, then a hundred are told', () => {
    expect(problemsOf('- !x y\n'.repeat(500))).toHaveLength(100);
  });

  it('given any bytes, then they are data or a problem with a place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('a.json', 'a.yaml'), (bytes, file) => {
        const result = readSource(bytes, file);
        for (const problem of result.ok ? [] : result.problems) expect(problem.line).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('given any arrangement of the signs of YAML, then it is plain data or a problem with a place', () => {
    const signs = fc.constantFrom(
      'a',
      'b:',
      ': ',
      '- ',
      '? ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '\n',
      '\n  ',
      '\t',
      '&x ',
      '*x',
      '!t ',
      '|\n',
      '>-\n',
      '"',
      "'",
      '#',
      '---\n',
      '...\n',
      '%',
      '<<: ',
      '\\',
      '1',
      '.inf',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const result = readSource(text, 'a.yaml');
        if (result.ok) expect(() => JSON.stringify(result.data)).not.toThrow();
        else {
          const lines = text.split('\n').length;
          for (const problem of result.problems) expect(problem.line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function scalarsOf(value: unknown, path: Path): [Path, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => scalarsOf(item, [...path, index]));
  return Object.entries(value).flatMap(([key, member]) => scalarsOf(member, [...path, key]));
}
