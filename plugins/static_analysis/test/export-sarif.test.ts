import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotApplicable } from '@codomyrmex/core';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { staticAnalysis } from '../src/index.ts';

const { export_sarif, analyze_code_quality } = staticAnalysis.actions;
type Input = Parameters<typeof export_sarif.run>[1];

/** What the schema of SARIF 2.1.0 says of the objects that we write: no key that it does not know, and its own limits. */
const message = z.strictObject({ text: z.string().min(1) });
const artifactLocation = z.strictObject({
  // A relative reference: no scheme, no white space, and `%` only before two digits.
  uri: z.string().regex(/^(?:[\w!$&'()*+,;=@~.-]|%[\dA-F]{2})+(?:\/(?:[\w!$&'()*+,;=:@~.-]|%[\dA-F]{2})*)*$/),
  uriBaseId: z.string(),
});
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation,
    region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1) }).optional(),
  }),
});
const level = z.enum(['none', 'note', 'warning', 'error']);
const rule = z.strictObject({ id: z.string().min(1), shortDescription: message });
const logSchema = z
  .strictObject({
    $schema: z.url(),
    version: z.literal('2.1.0'),
    runs: z.tuple([
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({ name: z.string().min(1), semanticVersion: z.string(), rules: z.array(rule) }),
        }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        originalUriBaseIds: z.record(z.string(), z.strictObject({ description: message })),
        invocations: z.array(
          z.strictObject({
            executionSuccessful: z.boolean(),
            toolExecutionNotifications: z.array(
              z.strictObject({
                level,
                message,
                descriptor: z.strictObject({ id: z.string() }),
                locations: z.array(location),
              }),
            ),
          }),
        ),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level,
            message,
            locations: z.array(location).min(1),
            partialFingerprints: z.record(z.string(), z.string()),
          }),
        ),
      }),
    ]),
  })
  .refine(({ runs: [run] }) => new Set(run.tool.driver.rules.map(({ id }) => id)).size === run.tool.driver.rules.length)
  .refine(({ runs: [run] }) =>
    run.results.every(({ ruleId, ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id === ruleId),
  )
  .refine(({ runs: [run] }) =>
    run.results.every(({ locations }) =>
      locations.every((one) => one.physicalLocation.artifactLocation.uriBaseId in run.originalUriBaseIds),
    ),
  );

async function exported(workspace: string, input: Partial<Input> = {}) {
  let text = '';
  const { output } = await runAction(export_sarif, input, {
    workspace,
    inspect: async ({ artifacts }) => {
      const { output_path: path } = input;
      text = await readFile(path === undefined ? join(artifacts, 'code-quality.sarif') : join(workspace, path), 'utf8');
    },
  });
  return { output, text, run: logSchema.parse(JSON.parse(text)).runs[0] };
}

const files = {
  'src/a b/ü#:?.py': 'def f(x):\n    return eval(x)  # é\n',
  'src/c.js': 'debugger;\n// TODO see [this](http://example.org)\n',
  'src/d.min.js': 'x()\n',
  'e.go': 'package a\nfunc f() {\n\tg(1\n}\n',
};

test('given findings, when they are exported, then they are a log of SARIF 2.1.0 that says what the analysis says', async () => {
  const workspace = await projectFolder(files);
  await symlink('/etc', join(workspace, 'src/link'));
  const { output, run } = await exported(workspace);
  const { output: report } = await runAction(analyze_code_quality, {}, { workspace });
  const levels = { error: 'error', warning: 'warning', info: 'note' };
  expect(
    run.results.map(({ ruleId, level: said, locations: [place] }) => {
      const { artifactLocation: at, region } = place!.physicalLocation;
      return [ruleId, said, decodeURIComponent(at.uri), region?.startLine, region?.startColumn];
    }),
  ).toEqual(report.findings.map((one) => [one.rule, levels[one.severity], one.file, one.line, one.column]));
  expect(output).toMatchObject({ results: 4, results_omitted: 0, rules: 4, errors: 3, infos: 1 });
  const left = run.invocations[0]?.toolExecutionNotifications.map(({ message: { text }, locations }) => [
    locations[0]?.physicalLocation.artifactLocation.uri,
    text,
  ]);
  expect(left).toEqual([
    ['src/link', 'left out: link'],
    ['src/d.min.js', 'left out: minified'],
  ]);
});

test('given a name of special characters, when it is exported, then it is a path and nothing else', async () => {
  const { run } = await exported(await projectFolder(files));
  const uris = run.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
  expect(uris).toContain('src/a%20b/%C3%BC%23%3A%3F.py');
});

test('given a comment that holds a link, when it is exported, then viewers make none of it', async () => {
  const { run } = await exported(await projectFolder(files));
  const todo = run.results.find(({ ruleId }) => ruleId === 'todo-comment');
  expect(todo?.message.text).toBe('TODO see [this] (http://example.org)');
});

test('given a folder of the workspace, when it is exported to a file there, then paths begin at the workspace', async () => {
  const workspace = await projectFolder(files);
  const { output, run, text } = await exported(workspace, { path: 'src', output_path: 'out/q.sarif' });
  expect(output.sarif_path).toBe(join(workspace, 'out/q.sarif'));
  expect(output.bytes).toBe(Buffer.byteLength(text));
  expect(run.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)).toEqual([
    'src/a%20b/%C3%BC%23%3A%3F.py',
    'src/c.js',
    'src/c.js',
  ]);
  expect(text).not.toContain(workspace);
});

test('given a finding that moves down, when it is exported again, then its fingerprint stays, and no two are the same', async () => {
  const before = await exported(await projectFolder({ 'a.py': 'eval(x)\neval(x)\n' }));
  const after = await exported(await projectFolder({ 'a.py': 'import os\n\n\neval(x)\neval(x)\n' }));
  const prints = ({ run }: typeof before) => run.results.map(({ partialFingerprints: one }) => Object.values(one)[0]);
  expect(prints(after)).toEqual(prints(before));
  expect(new Set(prints(after)).size).toBe(2);
});

test('given a path that leaves the workspace, by itself or by a link, when it is exported there, then nothing is written', async () => {
  const outside = await projectFolder({ 'x.txt': '' });
  const workspace = await projectFolder(files);
  await symlink(outside, join(workspace, 'away'));
  for (const output_path of ['../q.sarif', join(outside, 'q.sarif'), 'away/q.sarif']) {
    await expect(runAction(export_sarif, { output_path }, { workspace })).rejects.toMatchObject({
      code: 'PATH_REFUSED',
    });
  }
  for (const output_path of ['q.txt', 'a/', '\0.sarif', '.sarif']) {
    const run = runAction(export_sarif, { output_path }, { workspace });
    await expect(run).rejects.toMatchObject({ code: 'INVALID_PARAMETERS' });
  }
});

test('given nothing to find and more than may be written, when they are exported, then the log holds as much', async () => {
  const clean = await exported(await projectFolder({ 'a.py': 'x = 1\n' }));
  expect(clean.run.results).toEqual([]);
  const many = await exported(await projectFolder({ 'a.py': 'eval(x)\n'.repeat(9) }), { max_findings: 4 });
  expect(many.output).toMatchObject({ results: 4, results_omitted: 5, errors: 9 });
  await expect(exported(await projectFolder({ 'a.md': '' }))).rejects.toSatisfy(isNotApplicable);
});
