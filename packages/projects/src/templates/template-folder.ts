import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@codomyrmex/core';
import { invalidTemplate } from './template-definition.ts';
import { type TemplateTree, type TreeEntry, treeLimits } from './template-tree.ts';

// Absent on Windows, where a link cannot be planted without rights.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** What no template means to give. */
const ignored = new Set(['.git', 'node_modules', '.DS_Store']);

/**
 * Reads the folder of a template whole. Links are refused, so that nothing from elsewhere gets into a project.
 * @throws DefinitionError INVALID_TEMPLATE for links, devices, and what is too much.
 */
export async function readTemplateFolder(folder: string): Promise<TemplateTree> {
  const tree = new Map<string, TreeEntry>();
  const problems: Problem[] = [];
  const wrong = (code: string, path: string, message: string): void => {
    problems.push({ code, message: `${path}: ${message}`, path: '', file: join(folder, path) });
  };
  let bytes = 0;
  const waiting: string[] = [''];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (ignored.has(entry.name) && !path.startsWith('files/')) continue;
      if (entry.isDirectory()) {
        if (path.split('/').length > treeLimits.depth)
          wrong('too_deep', path, `deeper than ${treeLimits.depth} folders`);
        else waiting.push(path);
      } else if (!entry.isFile())
        wrong('no_file', path, entry.isSymbolicLink() ? 'links are refused' : 'it is neither file nor folder');
      else if (tree.size >= treeLimits.files) throw invalidTemplate(folder, [...problems, tooMany(folder)]);
      else {
        const read = await readEntry(join(folder, path));
        bytes += read.bytes.byteLength;
        if (read.bytes.byteLength > treeLimits.fileBytes)
          wrong('too_large', path, `larger than ${treeLimits.fileBytes} bytes`);
        if (bytes > treeLimits.bytes) throw invalidTemplate(folder, [...problems, tooLarge(folder)]);
        tree.set(path, read);
      }
    }
  }
  if (problems.length > 0) throw invalidTemplate(folder, problems);
  return tree;
}

async function readEntry(file: string): Promise<TreeEntry> {
  const handle = await open(file, flags);
  try {
    const { mode, size } = await handle.stat();
    // One byte more than allowed is enough to know that it is too large.
    const buffer = Buffer.alloc(Math.min(size, treeLimits.fileBytes + 1));
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { bytes: buffer.subarray(0, length), isExecutable: (mode & 0o111) !== 0 };
  } finally {
    await handle.close();
  }
}

export const tooMany = (place: string): Problem => ({
  code: 'too_many_files',
  message: `it has more than ${treeLimits.files} files`,
  path: '',
  file: place,
});

export const tooLarge = (place: string): Problem => ({
  code: 'too_large',
  message: `its files have more than ${treeLimits.bytes} bytes`,
  path: '',
  file: place,
});
