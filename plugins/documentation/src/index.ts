/**
 * The `documentation` module: reports as one self-contained HTML page.
 * @module @codomyrmex/plugin-documentation
 */
import { definePlugin } from '@codomyrmex/core';

export const documentation = definePlugin({
  module: 'documentation',
  version: '0.1.0',
  description: 'Reports as one self-contained HTML page with their data beside it.',
  entry: import.meta.url,
  actions: {},
});

export default documentation;
