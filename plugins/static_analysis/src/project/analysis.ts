import type { SyntaxNode, UnreadReason } from '@codomyrmex/syntax-trees';
import type { FileMetrics } from '../complexity/function-metrics.ts';
import type { Syntax } from '../language/language.ts';
import type { SkipReason } from './skip-ledger.ts';
import type { SourceFile } from './source-file.ts';

/** A file's syntax tree while it is looked at; nothing of it may be kept. */
export interface FileTree {
  readonly root: SyntaxNode;
  readonly syntax: Syntax;
  /** Measured once, however many analyses ask. */
  readonly metrics: () => FileMetrics;
}

/** One way of looking at all files of a project, a file at a time. */
export interface Analysis {
  /** Whether it has use for a file at all. */
  readonly wants: (file: SourceFile) => boolean;
  /** What is said of a file that no analysis wants. */
  readonly unwanted: SkipReason;
  /** Whether it needs the syntax trees of the files that it wants. */
  readonly needsTrees: boolean;
  /** Names of files that it reads besides source, such as `package.json`. */
  readonly manifestNames?: RegExp;
  readonly readManifest?: (path: string, text: string) => void;
  /** Called for each wanted file, with its tree when it needs trees and there is one. */
  readonly read: (file: SourceFile, tree: FileTree | undefined) => void;
  /** Called before `read` without a tree when the parser gave up on the file. */
  readonly unread?: (file: SourceFile, reason: UnreadReason) => void;
}
