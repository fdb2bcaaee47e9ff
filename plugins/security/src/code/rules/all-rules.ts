import type { CodeRule } from './code-rule.ts';
import { connectionsAndFiles } from './connections-and-files.ts';
import { cryptography } from './cryptography.ts';
import { queriesAndPages } from './queries-and-pages.ts';
import { readingData } from './reading-data.ts';
import { runningCode } from './running-code.ts';
import { startingPrograms } from './starting-programs.ts';

export const codeRules: readonly CodeRule[] = [
  ...runningCode,
  ...startingPrograms,
  ...queriesAndPages,
  ...readingData,
  ...cryptography,
  ...connectionsAndFiles,
];
