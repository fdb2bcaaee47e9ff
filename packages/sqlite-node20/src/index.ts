/**
 * SQLite for Node versions without a built-in one. Its own package so that its `engines` keep it out of newer Nodes.
 * @module @codomyrmex/sqlite-node20
 */
export { DatabaseSync } from '@photostructure/sqlite';
