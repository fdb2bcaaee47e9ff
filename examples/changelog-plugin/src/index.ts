/**
 * The `changelog` module: what changed since the last release, from the commits.
 * @module @codomyrmex/example-changelog-plugin
 */
import { definePlugin } from '@codomyrmex/core';
import { collectChanges } from './collect-changes.ts';
import { configuration } from './configuration.ts';
import { refuseFrozen } from './refuse-frozen.ts';
import { writeSection } from './write-section.ts';

export default definePlugin({
  module: 'changelog',
  version: '0.0.0',
  description: 'Collects what changed from the commits of a repository, and writes it into its changelog.',
  entry: import.meta.url,
  config: configuration,
  actions: { collect_changes: collectChanges, write_section: writeSection },
  taps: refuseFrozen,
});
