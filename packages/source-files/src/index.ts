/**
 * The source files of a folder: walked within bounds and by its ignore rules, read as text, with lines and columns.
 * @module @codomyrmex/source-files
 */
export { type EntryKind, type IgnoreRules, ignoreRulesIn } from './ignore-rules.ts';
export { LineIndex, type Place } from './line-index.ts';
export {
  type ReadBytes,
  type ReadText,
  readBytes,
  readText,
  type TextEncodingFound,
  textOf,
  type UnreadReason,
} from './read-text.ts';
export { folderAt, isWithin, type Target, targetAt } from './target.ts';
export { type WalkedFolder, type WalkOptions, type WalkSkipReason, walkFiles, walkFolders } from './walk.ts';
export { workTreeAround } from './work-tree.ts';
