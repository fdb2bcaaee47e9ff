// Makes frontend/dist: index.html, and everything that it leads to under names that hold a hash of the contents, so that
// browsers may keep those for ever. Node alone is enough: references between files ("./name.ext") are all that is understood.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const reference = /(["'(])\.\/([\w-]+(?:\.[\w-]+)+)(["')])/g;
const withReferences = new Set(['.html', '.css', '.mjs']);

/** Replaces the target folder. Gives the names of the files in it; index.html is the last one. */
export async function build(target) {
  /** Contents by hashed name. */
  const files = new Map();
  /** Hashed names by the names in this folder. */
  const hashed = new Map();
  files.set('index.html', await finished('index.html', { files, hashed, way: [] }));
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await Promise.all([...files].map(([name, content]) => writeFile(join(target, name), content)));
  return [...files.keys()];
}

/** A file with its references replaced. What it refers to comes first: a hash covers the names of what is inside. */
async function finished(name, { files, hashed, way }) {
  if (way.includes(name))
    throw new Error(`no hash covers files that refer to each other: ${[...way, name].join(', ')}`);
  const content = await readFile(join(here, name)).catch(() => {
    throw new Error(`frontend/${way.at(-1)} refers to ./${name}, which is not there`);
  });
  if (!withReferences.has(extname(name))) return content;
  const text = content.toString('utf8');
  for (const [, , other] of text.matchAll(reference)) {
    if (hashed.has(other)) continue;
    const inside = await finished(other, { files, hashed, way: [...way, name] });
    const hash = createHash('sha256').update(inside).digest('hex').slice(0, 10);
    const ending = extname(other);
    hashed.set(other, `${other.slice(0, -ending.length)}-${hash}${ending}`);
    files.set(hashed.get(other), inside);
  }
  return text.replaceAll(reference, (_, open, other, close) => `${open}./${hashed.get(other)}${close}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = resolve(here, 'dist');
  for (const name of await build(target)) console.log(`frontend/dist/${name}`);
}
