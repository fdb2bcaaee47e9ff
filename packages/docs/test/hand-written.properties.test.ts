import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { inertLine } from '../src/markdown/inert.ts';
import { code, codeBlock, inline, prose, table } from '../src/markdown/inline.ts';
import { npmProject, Project } from './project.ts';

const pieces = fc.constantFrom(
  '# h\n',
  'text',
  '\n',
  '\r\n',
  '\t',
  '- a\n',
  '> q\n',
  '| a | b |\n',
  '`',
  '```\n',
  '<div>\n',
  '<!-- x -->\n',
  '&amp;',
  '\\',
  'é😀',
  '   ',
  '---\n',
  '<!-- codomyrmex:start about',
  '~~~\n',
  '1. x\n',
  '[a]: b\n',
);
const writing = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
const mark = (kind: string, id: string) => `<!-- codomyrmex:${kind} ${id} -->`;

describe('what people write', () => {
  it('given any surroundings of regions, then they stay byte for byte, and a second run changes nothing', async () => {
    const project = new Project(npmProject);
    project.write('.codomyrmex/docs.yaml', 'documents: { readme: false, agents: false }\n');
    const ends = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.tuple(writing, writing, writing), ends, fc.boolean(), async ([a, b, c], end, hasBom) => {
        const first = [mark('start', 'commands'), 'old', mark('end', 'commands'), ''].join(end);
        const second = [mark('start', 'structure'), mark('end', 'structure')].join(end);
        const before = `${hasBom ? '\uFEFF' : ''}${a}${end}${first}${b}${end}${second}${c === '' ? '' : `${end}${c}`}`;
        project.write('docs/x.md', before);
        try {
          await project.generate();
        } catch {
          // What was written before has swallowed a mark: that is told, and nothing is written.
          expect(project.read('docs/x.md')).toBe(before);
          return;
        }
        const after = project.read('docs/x.md');
        expect(withoutRegions(after)).toBe(withoutRegions(before));
        await project.generate();
        expect(project.read('docs/x.md')).toBe(after);
      }),
      { numRuns: Math.min(30, fc.readConfigureGlobal()?.numRuns ?? 30) },
    );
  });

  it('given any text that is adopted, then it stays the beginning of the document', async () => {
    const project = new Project(npmProject);
    project.write('.codomyrmex/docs.yaml', 'documents: { agents: false }\nfolders: { include: [], packages: false }\n');
    await fc.assert(
      fc.asyncProperty(writing, async (text) => {
        project.write('README.md', text);
        try {
          await project.generate({ adopt: true });
        } catch {
          expect(project.read('README.md')).toBe(text);
          return;
        }
        const after = project.read('README.md');
        expect(after.startsWith(text)).toBe(true);
        await project.generate({ adopt: true });
        expect(project.read('README.md')).toBe(after);
      }),
      { numRuns: Math.min(30, fc.readConfigureGlobal()?.numRuns ?? 30) },
    );
  });
});

/** What is outside of the two regions. */
function withoutRegions(text: string): string {
  return ['commands', 'structure'].reduce((rest, id) => {
    const start = rest.indexOf(mark('start', id)) + mark('start', id).length;
    const end = rest.indexOf(mark('end', id), start);
    return rest.slice(0, start) + rest.slice(end);
  }, text);
}

const values = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '!--',
        '-->',
        '[',
        ']',
        '(',
        ')',
        '`',
        '``',
        '*',
        '_',
        '\\',
        '&lt;',
        '&',
        '#',
        '|',
        '~~',
        '\n',
        ' ',
        'a',
        '1.',
        '-',
        '+',
        '=',
        ':',
        'script',
        'http://x.y',
        '!',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('values in Markdown', () => {
  it('given any value, then it is read as text, as it was written', () => {
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(inertLine(value) !== '');
        for (const [before, after] of [
          ['', ''],
          ['x ', ' y'],
          ['- ', ''],
          ['**', '**'],
        ] as const) {
          const kinds = new Set<string>();
          let text = '';
          const open: { type: string; value?: string; children?: unknown[] }[] = [
            fromMarkdown(`${before}${inline(value)}${after}`),
          ];
          for (let node = open.shift(); node !== undefined; node = open.shift()) {
            kinds.add(node.type);
            if (node.type === 'text') text += node.value;
            open.unshift(...((node.children ?? []) as (typeof open)[number][]));
          }
          const allowed = ['root', 'paragraph', 'text', 'list', 'listItem', 'strong', 'emphasis'].slice(
            0,
            before === '**' ? 7 : before === '- ' ? 5 : 3,
          );
          expect([...kinds].filter((kind) => !allowed.includes(kind))).toEqual([]);
          if (before === '') expect(text).toBe(inertLine(value));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('given any sentence, then there is text in it and code, and nothing else', () => {
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(inertLine(value) !== '');
        const [paragraph, ...others] = fromMarkdown(`x ${prose(value)} y`).children;
        expect(others).toEqual([]);
        const kinds =
          paragraph !== undefined && 'children' in paragraph ? paragraph.children.map(({ type }) => type) : [];
        expect(kinds.filter((kind) => kind !== 'text' && kind !== 'inlineCode')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('given any value as code, then one piece of code holds it', () => {
    fc.assert(
      fc.property(values, (value) => {
        const shown = inertLine(value);
        fc.pre(shown !== '');
        const [paragraph] = fromMarkdown(`x ${code(value)} y`).children;
        expect(paragraph).toMatchObject({
          children: [{ type: 'text' }, { type: 'inlineCode', value: shown }, { type: 'text' }],
        });
        const root = fromMarkdown(codeBlock('sh', [value, 'end']));
        expect(root.children).toMatchObject([{ type: 'code', lang: 'sh' }]);
      }),
      { numRuns: 200 },
    );
  });

  it('given any values in a table, then it has as many cells as it should', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const row = table(['x', 'y'], [[inline(a), code(b)]]).split('\n')[2] ?? '';
        // A bar that an odd number of backslashes stands before is none of the table's.
        expect(row.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(3);
      }),
      { numRuns: 200 },
    );
  });
});
