import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RootedFiles } from '../src/effects/files/rooted-files.ts';
import { operation, perform, type Tree, treeAfter, treeOf } from './effects-files-model.ts';

test('given any operations, then the files are as a plain tree of names would have it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      const folder = await mkdtemp(join(tmpdir(), 'codomyrmex-files-'));
      const on = new RootedFiles(folder);
      let tree: Tree = new Map();
      for (const one of operations) {
        const wanted = treeAfter(tree, one);
        const refusal: unknown = await perform(on, one).catch((error: unknown) => error);
        const is = await treeOf(on);
        if (wanted === undefined) expect(refusal).toMatchObject({ retryable: false });
        else expect([refusal, is]).toEqual([undefined, wanted]);
        // What is refused may have made folders on its way, nothing else.
        for (const [key, content] of tree) if (wanted === undefined) expect(is.get(key)).toBe(content);
        tree = is;
      }
      await rm(folder, { recursive: true });
    }),
  );
});
