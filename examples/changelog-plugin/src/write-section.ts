import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { change } from './change.ts';
import { configuration } from './configuration.ts';
import { sectionText, withSection } from './section.ts';

export const writeSection = defineAction({
  title: 'Write a section of the changelog',
  description: 'Puts the changes of a version into the changelog; a section that is there for it already is replaced.',
  input: z.strictObject({
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/, 'must be a version such as 1.2.0')
      .describe('What the section is about.'),
    changes: z.array(change).max(10_000).describe('As `collect_changes` gives them.'),
    file: z.string().default('CHANGELOG.md').describe('Where, from the workspace.'),
  }),
  output: z.object({
    section: z.string().describe('What was written, as Markdown.'),
    changed: z.boolean().describe('Whether the file is another one now.'),
  }),
  effects: ['fs:read', 'fs:write'],
  idempotent: true,
  config: configuration,
  examples: [{ title: 'a version with one fix', input: { version: '1.0.1', changes: [] } }],
  async run({ fs, config, log }, { version, changes, file }) {
    const before = (await fs.stat(file)) === undefined ? '# Changelog\n' : await fs.readText(file);
    const section = sectionText(version, changes, config.headings);
    const after = withSection(before, version, section);
    if (after !== before) await fs.write(file, after);
    log.info(after === before ? `${file} says it already` : `${file} has version ${version}`);
    return { section, changed: after !== before };
  },
});
