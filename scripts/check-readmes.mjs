// Code in README files, guides and docs does what they say: every ts and js block runs against the built packages, every sh
// block that begins with `codomyrmex` or `codomyrmex-manifest` succeeds, every workflow in yaml is valid.
//   ```ts               runs, as an ES module of its own, and is checked by the compiler
//   ```sh exit=1        must end with this exit code
//   ```yaml file=a.yaml is saved beside the sh blocks of the same README before they run
//   ```text output     is what the sh block before it prints: these lines in this order, … for anything
//   ```ts norun         is left alone; an HTML comment right before the fence says why
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkCodeBlocks } from './readmes/code-blocks.mjs';
import { checkCommandBlocks, unusedBlocks } from './readmes/command-blocks.mjs';
import { readFences } from './readmes/fences.mjs';
import { furnish } from './readmes/reader-folder.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';
import { readFiles, repositoryRoot } from './workspace.mjs';

/**
 * @param {string} root
 * @param {readonly string[]} [only] parts of names of files; all files unless given
 * @returns {Promise<{ complaints: string[], files: number, fences: number }>}
 */
export async function checkReadmes(root, only = ['']) {
  const files = readFiles(root)
    .filter((file) => /^([^/]+\/){0,2}README\.md$|^docs\/(guides\/)?[^/]+\.md$/.test(file))
    .filter((file) => only.some((part) => file.includes(part)));
  const fences = files.flatMap((file) => readFences(file, readFileSync(join(root, file), 'utf8')));
  const unexplained = fences
    .filter(({ runs, comment }) => !runs && (comment ?? '') === '')
    .map(({ file, line }) => `${file}:${line - 1}: norun needs an HTML comment right before it that says why`);
  return inTemporaryFolder(async (folder) => {
    furnish(root, folder);
    const code = await checkCodeBlocks(folder, fences);
    const commands = await checkCommandBlocks(folder, fences);
    return {
      complaints: [...unexplained, ...unusedBlocks(fences), ...code, ...commands],
      files: files.length,
      fences: fences.length,
    };
  });
}

// node scripts/check-readmes.mjs [part of a file's name…]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const parts = process.argv.slice(2);
  const { complaints, files, fences } = await checkReadmes(repositoryRoot, parts.length > 0 ? parts : undefined);
  for (const complaint of complaints) console.error(`${complaint}\n`);
  console.log(`READMEs: ${fences} code blocks in ${files} files, ${complaints.length} complaints`);
  if (complaints.length > 0) process.exitCode = 1;
}
