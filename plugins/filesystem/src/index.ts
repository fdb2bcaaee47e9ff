/**
 * The module `filesystem`: files of the workspace as steps.
 * @module @codomyrmex/plugin-filesystem
 */
import { definePlugin } from '@codomyrmex/core';
import { appendFile } from './append-file.ts';
import { checksum } from './checksum.ts';
import { copy } from './copy.ts';
import { fileInfo } from './file-info.ts';
import { findFiles } from './find-files.ts';
import { listDirectory } from './list-directory.ts';
import { makeDirectory } from './make-directory.ts';
import { move } from './move.ts';
import { readFile } from './read-file.ts';
import { readJson } from './read-json.ts';
import { remove } from './remove.ts';
import { replaceInFile } from './replace-in-file.ts';
import { writeFile } from './write-file.ts';
import { writeJson } from './write-json.ts';

export const filesystem = definePlugin({
  module: 'filesystem',
  version: '0.1.0',
  description: 'Reads, writes, finds, copies, moves and deletes files of the workspace.',
  entry: import.meta.url,
  actions: {
    read_file: readFile,
    read_json: readJson,
    write_file: writeFile,
    write_json: writeJson,
    append_file: appendFile,
    replace_in_file: replaceInFile,
    list_directory: listDirectory,
    find_files: findFiles,
    file_info: fileInfo,
    checksum,
    copy,
    move,
    delete: remove,
    make_directory: makeDirectory,
  },
  aliases: {
    copy_file: 'copy',
    create_directory: 'make_directory',
    delete_file: 'delete',
    get_file_info: 'file_info',
    hash_file: 'checksum',
    list_dir: 'list_directory',
    move_file: 'move',
    search_files: 'find_files',
  },
});

export default filesystem;
