import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { failureFrom } from '@codomyrmex/core';
import { folderAt, isWithin, targetAt, workTreeAround } from '@codomyrmex/source-files';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { expect, test } from 'vitest';

const failure = async (asked: Promise<unknown>) => failureFrom(await asked.catch((error: unknown) => error));

test('given paths to a folder and a file, also over links, when they are looked at, then both are without links', async () => {
  const root = await projectFolder({ 'sub/a.ts': '' });
  await symlink('sub', join(root, 'link'));
  await symlink('sub/a.ts', join(root, 'a.link'));
  expect(await targetAt(join(root, 'link'), 'link')).toEqual({ root: join(root, 'sub'), file: undefined });
  expect(await targetAt(join(root, 'a.link'), 'a.link')).toEqual({ root: join(root, 'sub'), file: 'a.ts' });
  expect(await folderAt(join(root, 'link'), 'link')).toBe(join(root, 'sub'));
});

test('given paths that lead to nothing or to another kind, when they are looked at, then the failure says so', async () => {
  const root = await projectFolder({ 'a.ts': '' });
  expect(await failure(folderAt(join(root, 'b'), 'b'))).toMatchObject({
    code: 'PATH_NOT_FOUND',
    retryable: false,
    message: `there is no folder "b" (looked at ${join(root, 'b')})`,
  });
  expect(await failure(folderAt(join(root, 'a.ts'), 'a.ts'))).toMatchObject({ code: 'NOT_A_FOLDER' });
  expect(await failure(targetAt(join(root, 'b'), 'b'))).toMatchObject({ code: 'PATH_NOT_FOUND' });
});

test('given folders in and around a work tree, when its top is looked for, then the nearest is found', async () => {
  const root = await projectFolder({ 'a/b/c/x': '' });
  await mkdir(join(root, 'a', '.git'));
  expect(await workTreeAround(join(root, 'a', 'b', 'c'))).toBe(join(root, 'a'));
  expect(await workTreeAround(join(root, 'a'))).toBe(join(root, 'a'));
});

test('given paths beside each other, when one is asked to be within the other, then names that only begin alike are not', () => {
  expect(isWithin('/a', '/a')).toBe(true);
  expect(isWithin('/a', '/a/b')).toBe(true);
  expect(isWithin('/a', '/ab')).toBe(false);
  expect(isWithin('/', '/a')).toBe(true);
  expect(isWithin('/a/b', '/a')).toBe(false);
});
