// A plugin of TypeDoc: pages of the site are called as their texts are headed, stand in groups by where they lie, and follow
// each other as docs/README.md names them.
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Converter, KindRouter } from 'typedoc';
import { repositoryRoot } from '../workspace.mjs';

/** The first that fits names the group; the order is that of the navigation, which `groupOrder` of typedoc.json repeats. */
const groups = /** @type {const} */ ([
  [/^docs\/guides\//, 'Guides'],
  [/^docs\/(workflow-files|plugins)\.md$/, 'Guides'],
  [/^docs\/reference\/actions\//, 'Actions'],
  [/^docs\/reference\//, 'Reference'],
  [/^docs\/decisions\//, 'Decisions'],
  [/^(docs|CONTRIBUTING)/, 'How it is built'],
  [/^plugins\//, 'Plugins'],
  [/^packages\//, 'Packages'],
  [/^examples\//, 'Examples'],
]);

/** @param {string} path of a Markdown file, relative to the root */
export function groupOf(path) {
  return groups.find(([pattern]) => pattern.test(path))?.[1] ?? 'More';
}

/**
 * @param {string} path
 * @param {string} heading without the `#`
 */
export function titleOf(path, heading) {
  const [, plugin] = /^plugins\/([^/]+)\/README\.md$/.exec(path) ?? [];
  const [, name] = /^@codomyrmex\/(.+)$/.exec(heading) ?? [];
  return (plugin ?? name ?? heading).replaceAll('`', '').trim();
}

/** Where a document's file is in git, relative to the root. @param {import('typedoc').Reflection} document */
function sourceOf(document) {
  const file = document.project.files.getReflectionPath(document);
  return file === undefined ? undefined : relative(repositoryRoot, file).split(sep).join('/');
}

/** @param {string} path such as docs/guides/first-run.md @returns {string} such as guides/first-run, without an ending */
export function placeOf(path) {
  return path
    .replace(/^docs\//, '')
    .replace(/\/README\.md$/, '')
    .replace(/\.md$/, '')
    .toLowerCase();
}

/** Pages of documents lie where their files do, so that a link to one stays true when its heading changes. */
class SiteRouter extends KindRouter {
  /** @override @param {import('typedoc').Reflection} reflection */
  getIdealBaseName(reflection) {
    const source = reflection.isDocument() ? sourceOf(reflection) : undefined;
    return source === undefined ? super.getIdealBaseName(reflection) : placeOf(source);
  }
}

/** @param {string} index docs/README.md @returns {string[]} the files that it links to, in order, relative to the root */
export function linkedFiles(index) {
  return [...index.matchAll(/\]\(([^):#]+\.md)/g)].map(([, file]) => `docs/${file}`);
}

/** Documents first, those that are linked in that order and the others after them. @param {import('typedoc').ProjectReflection} project */
function putInOrder(project) {
  const order = linkedFiles(readFileSync(join(repositoryRoot, 'docs/README.md'), 'utf8'));
  const place = (/** @type {import('typedoc').Reflection} */ one) => {
    const at = order.indexOf(sourceOf(one) ?? '');
    return at === -1 ? order.length : at;
  };
  const documents = (project.documents ?? []).toSorted((one, other) => place(one) - place(other));
  project.documents = documents;
  project.childrenIncludingDocuments = [...documents, ...(project.children ?? [])];
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.renderer.defineRouter('site', SiteRouter);
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const path = sourceOf(document);
    if (path === undefined) return;
    const [, title] = /^# (.+)$/m.exec(document.content[0]?.text ?? '') ?? [];
    if (title !== undefined) document.name = titleOf(path, title);
    document.frontmatter.group ??= groupOf(path);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => putInOrder(project));
}
