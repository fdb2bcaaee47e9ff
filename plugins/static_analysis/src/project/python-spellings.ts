import * as z from 'zod';

// What the Python system calls the parameters of this module: definitions that were written for it run unchanged.

const anotherPath = z.string().min(1).max(4_096).optional();

export const projectRootShape = { project_root: anotherPath.meta({ description: 'Another name for `path`.' }) };
export const sourceFolderShape = {
  src_dir: anotherPath.meta({ description: 'Another name for `path`.' }),
  filepath: anotherPath.meta({ description: 'Another name for `path`.' }),
};

interface WrittenPath {
  readonly path: string;
  readonly project_root?: string | undefined;
  readonly src_dir?: string | undefined;
  readonly filepath?: string | undefined;
}

const spellings = ({ path, project_root, src_dir, filepath }: WrittenPath): readonly string[] =>
  [path === '.' ? undefined : path, project_root, src_dir, filepath].filter((one) => one !== undefined);

/** For a refinement: of the names of one parameter, at most one is used. */
export const hasOnePath = (input: WrittenPath): boolean => spellings(input).length <= 1;
export const onePath = 'give the path under one of its names';

/** The path, whatever it is called. */
export const pathOf = (input: WrittenPath): string => spellings(input)[0] ?? input.path;
