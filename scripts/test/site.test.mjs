import { describe, expect, it } from 'vitest';
import { checkSite } from '../check-site.mjs';
import { groupOf, linkedFiles, placeOf, titleOf } from '../site/documents.mjs';
import { plant } from './planted-tree.mjs';

const page = (/** @type {string} */ body) => `<!doctype html><html><body>${body}</body></html>`;

describe('check-site', () => {
  it('given links to pages, anchors, files and other sites, has no complaints', () => {
    const folder = plant({
      'index.html': page(
        '<h2 id="a-b">A</h2><a href="#a-b">a</a><a href="guides/one.html#x%C3%A9">b</a><img src="a.svg">',
      ),
      'guides/one.html': page(
        '<a id="xé" href="../index.html">up</a><a class="x" href="https://example.org/y.html#z">out</a>',
      ),
      'a.svg': '<svg/>',
    });
    expect(checkSite(folder)).toEqual({ pages: 2, links: 4, complaints: [] });
  });

  it.each([
    ['a page that is gone', '<a href="two.html">b</a>', 'index.html: two.html is not there'],
    ['an anchor that is gone', '<a href="#c">b</a>', 'index.html: index.html has no place #c'],
    [
      'an anchor that only code shows',
      '<a href="#c">b</a>&lt;p id=&quot;c&quot;&gt;',
      'index.html: index.html has no place #c',
    ],
    ['a link out of the site', '<a href="../secret.html">b</a>', 'index.html: ../secret.html leaves the site'],
    ['a link from the root', '<a href="/x.html">b</a>', 'index.html: /x.html leaves the site'],
    ['a folder', '<a href="media">b</a>', 'index.html: media is a folder'],
    [
      'Markdown as it is',
      '<a href="media/x.md">b</a>',
      'index.html: media/x.md is no page: name the document in typedoc.json',
    ],
  ])('finds %s', (_what, body, complaint) => {
    const folder = plant({ 'index.html': page(body), 'media/x.md': '# X\n' });
    expect(checkSite(folder).complaints).toEqual([complaint]);
  });
});

describe('pages of documents', () => {
  it('given a file, then its address, its group and its name follow from where it lies and how it is headed', () => {
    expect(
      ['docs/guides/first-run.md', 'docs/ARCHITECTURE.md', 'plugins/shell/README.md', 'docs/new/one.md'].map(placeOf),
    ).toEqual(['guides/first-run', 'architecture', 'plugins/shell', 'new/one']);
    expect(
      ['docs/reference/actions/shell.md', 'docs/plugins.md', 'packages/core/README.md', 'x.md'].map(groupOf),
    ).toEqual(['Actions', 'Guides', 'Packages', 'More']);
    expect(linkedFiles('1. [b](guides/b.md#x)\n2. [a](guides/a.md), [d](decisions/), [o](https://o.md)')).toEqual([
      'docs/guides/b.md',
      'docs/guides/a.md',
    ]);
    expect(titleOf('plugins/shell/README.md', '@codomyrmex/plugin-shell')).toBe('shell');
    expect(titleOf('packages/core/README.md', '@codomyrmex/core')).toBe('core');
    expect(titleOf('docs/guides/resources.md', 'The `cpu` and others')).toBe('The cpu and others');
  });
});
