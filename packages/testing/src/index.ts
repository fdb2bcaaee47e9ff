/**
 * What tests of plugins and of the engine need.
 * @module @codomyrmex/testing
 */
export { type LoggedLine, type RanAction, type RunActionOptions, runAction } from './run-action.ts';
