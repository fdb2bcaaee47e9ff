/**
 * What a test of vitest has until it is over; for test files, as it registers with vitest.
 * @module @codomyrmex/testing/vitest
 */
export { type Files, projectFolder, writeFiles } from './project-folder.ts';
