import { join, relative, sep } from 'node:path';
import { type ActionContext, ActionError, defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt, isWithin, workTreeAround } from '@codomyrmex/source-files';
import * as z from 'zod';
import { moveLinks } from './aggregate/move-links.ts';
import { Documents, skippedSchema } from './markdown/documents.ts';
import { ProjectFiles } from './project/project-files.ts';
import { inert } from './quality/markdown-text.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const INDEX = 'index.md';

const input = z.strictObject({
  source_root: z.string().min(1).default('.').meta({ description: 'The folder whose Markdown files are gathered.' }),
  dest_root: z
    .string()
    .min(1)
    .default('docs/aggregated')
    .meta({ description: 'A folder of the workspace that they are copied to, each under the path that it has.' }),
  title: z
    .string()
    .min(1)
    .max(500)
    .default('Documents')
    .meta({ description: `Of ${INDEX}, which lists them all.` }),
  overwrite: z
    .boolean()
    .default(false)
    .meta({ description: 'Replace files that are there and differ. Nothing is ever removed.' }),
});

const leftSchema = z.object({ file: z.string(), line: z.int(), url: z.string() });

export const aggregateDocs = defineAction({
  title: 'Aggregate documents',
  description:
    'Copies the Markdown files of a project into one folder with an index. Links to what stays behind are changed to lead there; every other byte is kept.',
  input,
  output: z.object({
    dest: z.string().meta({ description: 'Absolute.' }),
    files: z.array(z.string()).meta({ description: 'Copied files, from dest.' }),
    written: z.int(),
    unchanged: z.int().meta({ description: 'Files that were there and the same.' }),
    links_moved: z.int(),
    links_left: z.array(leftSchema).meta({ description: 'Links that could not be changed, at most 100.' }),
    truncated: z.boolean().meta({ description: 'There are more than 5,000 Markdown files.' }),
    skipped: skippedSchema,
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  timeout: 300,
  examples: [{ title: 'All documents of the workspace', input: {} }],
  async run(context, { source_root, dest_root, title, overwrite }) {
    const source = await folderAt(context.resolve(source_root), source_root);
    // Refused when it leads out of the workspace, before anything is read.
    await context.fs.stat(dest_root);
    const dest = context.resolve(dest_root);
    const documents = new Documents(source, context);
    const gathered = await gather(context, { documents, source, dest });
    if (gathered.files.size === 0) throw new NotApplicable(`there is no Markdown file in "${source_root}"`);
    const files = [...gathered.files.keys()].sort();
    if (!gathered.files.has(INDEX)) gathered.files.set(INDEX, indexText(title, files, gathered.titles));
    const changed = await changedFiles(context, dest_root, gathered.files);
    if (!overwrite) refuseToReplace(dest_root, changed);
    for (const { file, text } of changed) await context.fs.write(join(dest_root, file), text);
    return {
      dest,
      files,
      written: changed.length,
      unchanged: gathered.files.size - changed.length,
      links_moved: gathered.moved,
      links_left: gathered.left.slice(0, 100),
      truncated: documents.truncated,
      skipped: [...documents.skipped],
    };
  },
});

interface Gathered {
  /** Texts as they are to be written, by path from the destination. */
  readonly files: Map<string, string>;
  readonly titles: Map<string, string>;
  readonly left: z.output<typeof leftSchema>[];
  moved: number;
}

interface Places {
  readonly documents: Documents;
  readonly source: string;
  readonly dest: string;
}

async function gather(context: ActionContext, { documents, source, dest }: Places): Promise<Gathered> {
  const without = isWithin(source, dest) ? relative(source, dest).split(sep).join('/') : undefined;
  const names: string[] = [];
  for await (const file of documents.files(without)) names.push(file);
  const along = new Set(names.map((file) => join(source, file)));
  const project = new ProjectFiles((await workTreeAround(source)) ?? source);
  const gathered: Gathered = { files: new Map(), titles: new Map(), left: [], moved: 0 };
  let bytes = 0;
  for (const file of names) {
    context.signal.throwIfAborted();
    const text = await documents.read(file);
    if (text === undefined) continue;
    bytes += text.length;
    if (bytes > MAX_BYTES) throw tooLarge();
    const moved = await moveLinks(text, { from: join(source, file), to: join(dest, file), along, project });
    gathered.files.set(file, moved.text);
    gathered.titles.set(file, moved.title ?? file);
    gathered.moved += moved.moved;
    gathered.left.push(...moved.left.map((link) => ({ file, ...link })));
  }
  return gathered;
}

function tooLarge(): ActionError {
  return new ActionError(`the Markdown files have more than ${MAX_BYTES} characters together`, {
    code: 'TOO_LARGE',
    retryable: false,
    suggestions: ['give a smaller source_root'],
  });
}

function indexText(title: string, files: readonly string[], titles: ReadonlyMap<string, string>): string {
  const lines = files.map((file) => `- [${inert(titles.get(file) ?? file)}](${encodeURI(file)})`);
  return `# ${inert(title)}\n\n${lines.join('\n')}\n`;
}

interface ChangedFile {
  readonly file: string;
  readonly text: string;
  readonly there: boolean;
}

async function changedFiles(
  context: ActionContext,
  dest: string,
  files: ReadonlyMap<string, string>,
): Promise<ChangedFile[]> {
  const changed: ChangedFile[] = [];
  for (const [file, text] of files) {
    const path = join(dest, file);
    const there = (await context.fs.stat(path)) !== undefined;
    if (!there || (await context.fs.readText(path)) !== text) changed.push({ file, text, there });
  }
  return changed;
}

function refuseToReplace(dest: string, changed: readonly ChangedFile[]): void {
  const there = changed.filter((each) => each.there);
  const [first] = there;
  if (first === undefined) return;
  throw new ActionError(
    `${there.length} files of "${dest}" are there and differ from what would be written, first ${first.file}; nothing was written`,
    {
      code: 'ALREADY_EXISTS',
      retryable: false,
      details: { files: there.slice(0, 20).map(({ file }) => file) },
      suggestions: ['give another dest_root, or overwrite: true'],
    },
  );
}
