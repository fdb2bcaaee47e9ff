import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestEngine, expectConformance, runAction } from '@codomyrmex/testing';
import { expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { repository } from './repository.ts';

const { collect_changes: collect, write_section: write } = plugin.actions;

test('given commits of all kinds, then those that say what they are come newest first', async () => {
  const workspace = repository('feat(cli): say hello', 'wip', 'fix!: no tabs\n\nThey were never meant.');
  const { output } = await runAction(collect, {}, { workspace });
  expect(output).toMatchObject({
    changes: [
      { type: 'fix', text: 'no tabs', breaking: true },
      { type: 'feat', scope: 'cli', text: 'say hello', breaking: false },
    ],
    others: 1,
    release: 'major',
  });
});

test('given a footer that says so, then a change breaks; given only small ones, then the release is small', async () => {
  const footer = repository('feat: a\n\nBREAKING CHANGE: b is gone');
  expect((await runAction(collect, {}, { workspace: footer })).output.release).toBe('major');
  const small = repository('docs: a', 'perf: b');
  expect((await runAction(collect, {}, { workspace: small })).output.release).toBe('patch');
  expect((await runAction(collect, { since: 'HEAD' }, { workspace: small })).output).toEqual({
    changes: [],
    others: 0,
    release: 'none',
  });
});

test.each(['--output=/tmp/x', '-n1', 'a b', '$(id)'])('given %j as a place, then it is refused', async (since) => {
  await expect(runAction(collect, { since })).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
});

test('given a place that is not there, then the error says what to check', async () => {
  const workspace = repository('feat: a');
  await expect(runAction(collect, { since: 'v9' }, { workspace })).rejects.toMatchObject({
    code: 'HISTORY_UNREADABLE',
    suggestions: [expect.stringContaining('git repository')],
  });
});

test('given a workflow that runs twice, then the changelog has the section once and what was there', async () => {
  const workspace = repository('feat: one', 'fix: <two>');
  await using engine = await createTestEngine({ plugins: [plugin], workspace });
  const steps = [
    { name: 'changes', module: 'changelog', action: 'collect_changes' },
    {
      name: 'section',
      module: 'changelog',
      action: 'write_section',
      parameters: { version: '1.1.0', changes: '{{ changes.output.changes }}' },
    },
  ];
  expect((await engine.run({ name: 'notes', steps })).results.section).toMatchObject({ output: { changed: true } });
  expect((await engine.run({ name: 'notes', steps })).results.section).toMatchObject({ output: { changed: false } });
  expect(readFileSync(join(workspace, 'CHANGELOG.md'), 'utf8').replace(/\([0-9a-f]{7}\)/g, '(…)')).toBe(
    '# Changelog\n\n## 1.1.0\n\n### Added\n\n- one (…)\n\n### Fixed\n\n- \\<two\\> (…)\n',
  );
});

test('given an older version’s section, then it stays below the new one', async () => {
  const workspace = repository();
  await runAction(write, { version: '1.0.0', changes: [] }, { workspace });
  await runAction(write, { version: '1.1.0', changes: [] }, { workspace });
  const { output } = await runAction(write, { version: '1.0.0', changes: [] }, { workspace });
  expect(output.changed).toBe(false);
  expect(readFileSync(join(workspace, 'CHANGELOG.md'), 'utf8').match(/^## .*$/gm)).toEqual(['## 1.1.0', '## 1.0.0']);
});

test('given a frozen project, then its releases do not begin', async () => {
  const frozen = { reason: 'nobody is here', workflows: ['release'] };
  await using engine = await createTestEngine({ plugins: [plugin], config: { changelog: { frozen } } });
  const steps = [
    { name: 'a', module: 'changelog', action: 'write_section', parameters: { version: '1.0.0', changes: [] } },
  ];
  await expect(engine.run({ name: 'release', steps })).rejects.toMatchObject({ code: 'RELEASES_FROZEN' });
  expect((await engine.run({ name: 'notes', steps })).status).toBe('completed');
});

test('the plugin holds to everything that a plugin must hold to', async () => {
  const config = { headings: { feat: 'Added' } };
  await expectConformance(plugin, {
    samples: {
      collect_changes: [{ input: {}, config, fails: 'HISTORY_UNREADABLE' }],
      write_section: [
        { input: { version: '1.0.0', changes: [] }, config },
        { input: { version: '1.0.0', changes: [], file: '../CHANGELOG.md' }, config, fails: 'PATH_REFUSED' },
      ],
    },
  });
});
