// node scripts/check-site.mjs [folder=docs/site]
// Every link of the built site that stays within it leads to a file, and its anchor to a place in that file.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from './workspace.mjs';

const entities = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
]);

/** @param {string} text of an attribute */
const unescaped = (text) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities.get(entity) ?? entity);

/** @param {string} html */
const anchorsOf = (html) =>
  new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id]) => unescaped(id ?? '')));

/** Code that is shown is text, and has no links. @param {string} html */
const linksOf = (html) =>
  [...html.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, to]) => unescaped(to ?? ''));

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * @param {string} folder of the built site
 * @returns {{ pages: number, links: number, complaints: string[] }}
 */
export function checkSite(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.split(sep).join('/'));
  const pages = files.filter((file) => file.endsWith('.html'));
  const texts = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  const anchors = new Map([...texts].map(([page, html]) => [page, anchorsOf(html)]));
  /** @type {Map<string, string[]>} pages by what is wrong with a link of theirs */
  const wrong = new Map();
  let links = 0;
  for (const [page, html] of texts) {
    for (const link of linksOf(html)) {
      if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link)) continue;
      links += 1;
      const why = whyWrong({ link, page, folder, anchors });
      if (why !== undefined) wrong.set(why, [...(wrong.get(why) ?? []), page]);
    }
  }
  const complaints = [...wrong].map(([why, at]) => {
    const [first = '', ...others] = [...new Set(at)];
    return `${first}${others.length > 0 ? ` and ${others.length} more` : ''}: ${why}`;
  });
  return { pages: pages.length, links, complaints: complaints.sort() };
}

/**
 * @param {{ link: string, page: string, folder: string, anchors: ReadonlyMap<string, ReadonlySet<string>> }} where
 * @returns {string | undefined}
 */
function whyWrong({ link, page, folder, anchors }) {
  const [path = '', fragment = ''] = link.split('#');
  const bare = decoded(path.replace(/\?.*$/, ''));
  const target = bare === '' ? page : posix.normalize(posix.join(posix.dirname(page), bare));
  if (target.startsWith('..') || bare.startsWith('/')) return `${link} leaves the site`;
  if (!existsSync(join(folder, target))) return `${target} is not there`;
  if (statSync(join(folder, target)).isDirectory()) return `${target} is a folder`;
  if (target.endsWith('.md')) return `${target} is no page: name the document in typedoc.json`;
  const places = anchors.get(target);
  if (fragment === '' || places === undefined || places.has(decoded(fragment)) || places.has(fragment))
    return undefined;
  return `${target} has no place #${fragment}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(repositoryRoot, 'docs/site');
  if (!existsSync(folder)) throw new Error(`${folder} is missing: npm run docs:site builds it`);
  const { pages, links, complaints } = checkSite(folder);
  for (const complaint of complaints) console.error(`${relative(process.cwd(), folder)}/${complaint}`);
  console.log(`site: ${links} links in ${pages} pages, ${complaints.length} lead nowhere`);
  if (complaints.length > 0 || pages === 0) process.exitCode = 1;
}
